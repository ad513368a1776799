import { IllegalArgumentException } from 'httpsession';
import { isToken } from '../common/token.ts';

const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * Refuses a name that would be no name on the wire.
 * @throws IllegalArgumentException
 */
export function checkHeaderName(name: string): void {
  if (isToken(name)) return;
  throw new IllegalArgumentException(
    "The name of a header field must be made of letters, digits and !#$%&'*+-.^_`|~",
  );
}

/**
 * Refuses a value that would end its line, or that no line can carry. Gives whether all of it is ASCII.
 * @throws IllegalArgumentException that names the field; the value may come from a client and is not shown
 */
export function checkHeaderValue(name: string, value: string): boolean {
  let isAscii = true;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < DELETE && (code >= SPACE || code === TAB)) continue;
    if (code < 0x80 || code > 0xff) throw unfitValue(name);
    isAscii = false;
  }
  return isAscii;
}

function unfitValue(name: string): IllegalArgumentException {
  return new IllegalArgumentException(
    `The value for the header field ${name} has a line break, another control character, or a character ` +
      'outside of ISO-8859-1; encode it first, for example with encodeURIComponent',
  );
}
