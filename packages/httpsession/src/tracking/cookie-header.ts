import { isBlank, trimmedSlice } from '../common/http-text.ts';

/** What is behind the 200th semicolon is not looked at: nobody has so many cookies in good faith. */
const MAX_PAIRS = 200;

const EQUALS = 0x3d;
const QUOTE = 0x22;
const NONE: readonly string[] = Object.freeze([]);

/**
 * The distinct values of the cookies of one name, in their order, at most `limit`. Names compare
 * byte for byte. A semicolon ends a cookie wherever it stands, also inside quotes; one pair of
 * quotes around a value is taken off.
 */
export function findCookieValues(
  header: string | undefined,
  name: string,
  limit: number,
): readonly string[] {
  // Most requests without a session end here: one search, nothing allocated.
  if (header?.includes(name) !== true) return NONE;
  let values: string[] | undefined;
  let start = 0;
  for (let pairs = 0; pairs < MAX_PAIRS && start < header.length; pairs++) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon < 0 ? header.length : semicolon;
    const at = skipBlanks(header, start);
    const value = header.startsWith(name, at) ? valueOf(header, at + name.length, end) : undefined;
    if (value !== undefined) {
      if (values === undefined) values = [value];
      else if (!values.includes(value)) values.push(value);
      if (values.length >= limit) break;
    }
    start = end + 1;
  }
  return values ?? NONE;
}

/** The value of a pair, from the end of its name; `undefined` when the name goes on there. */
function valueOf(header: string, nameEnd: number, end: number): string | undefined {
  const equals = skipBlanks(header, nameEnd);
  if (header.charCodeAt(equals) !== EQUALS) return undefined;
  return unquoted(trimmedSlice(header, equals + 1, end));
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function unquoted(value: string): string {
  const last = value.length - 1;
  const quoted = last > 0 && value.charCodeAt(0) === QUOTE && value.charCodeAt(last) === QUOTE;
  return quoted ? value.slice(1, last) : value;
}
