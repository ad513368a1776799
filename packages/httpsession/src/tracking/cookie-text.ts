import { IllegalArgumentException } from '../common/errors.ts';
import { isMadeOf } from '../common/http-text.ts';

const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** Printable ASCII but `,` and `;`: what may stand in an attribute of a cookie. */
function isAttributeCharacter(code: number): boolean {
  return code >= 0x20 && code <= 0x7e && code !== COMMA && code !== SEMICOLON;
}

/** RFC 6265's `cookie-octet`: no blank, quote, comma, semicolon or backslash. */
function isValueCharacter(code: number): boolean {
  return isAttributeCharacter(code) && code !== 0x20 && code !== 0x22 && code !== 0x5c;
}

/** Whether a text can be the value of a cookie's attribute. The empty text can. */
export function isAttributeText(text: string): boolean {
  return text === '' || isMadeOf(text, isAttributeCharacter);
}

/**
 * The same text, if it can be the value of a cookie.
 * @throws IllegalArgumentException when a header line could not carry it
 */
export function checkCookieValue(value: string): string {
  if (isMadeOf(value, isValueCharacter)) return value;
  throw new IllegalArgumentException(
    'The value of a session cookie must be printable ASCII without blanks, quotes, commas, ' +
      'semicolons and backslashes; look at the id generator and the route',
    { code: 'HTTPSESSION_BAD_COOKIE' },
  );
}
