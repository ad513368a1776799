import { ALPHANUMERICS, charSet, isMadeOf, without } from '../common/char-set.ts';
import { IllegalArgumentException } from '../common/errors.ts';

const PRINTABLE = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~${ALPHANUMERICS}`;

/** What may stand in an attribute of a cookie. */
const ATTRIBUTE = without(charSet(PRINTABLE), ',;');
/** RFC 6265's `cookie-octet`. */
const VALUE = without(ATTRIBUTE, ' "\\');

/** Whether a text can be the value of a cookie's attribute. The empty text can. */
export function isAttributeText(text: string): boolean {
  return text === '' || isMadeOf(text, ATTRIBUTE);
}

/**
 * The same text, if it can be the value of a cookie.
 * @throws IllegalArgumentException when a header line could not carry it
 */
export function checkCookieValue(value: string): string {
  if (isMadeOf(value, VALUE)) return value;
  throw new IllegalArgumentException(
    'The value of a session cookie must be printable ASCII without blanks, quotes, commas, ' +
      'semicolons and backslashes; look at the id generator and the route',
    { code: 'HTTPSESSION_BAD_COOKIE' },
  );
}
