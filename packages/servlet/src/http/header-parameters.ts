/** A header field value with parameters, such as `form-data; name="a"; filename="b.txt"`. */
export interface ParameterisedValue {
  /** What comes before the first semicolon, in lower case. */
  readonly value: string;
  /** By name in lower case; of several with one name the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Takes a value with parameters apart. In quoted strings a backslash escapes a quote or a backslash only:
 * some browsers write Windows paths as they are.
 */
export function parseParameterised(text: string): ParameterisedValue {
  const parameters = new Map<string, string>();
  let at = endOfToken(text, 0);
  const value = text.slice(0, at).trim().toLowerCase();
  while (at < text.length) {
    const start = at + 1;
    const equals = text.indexOf('=', start);
    const semicolon = text.indexOf(';', start);
    if (equals < 0) break;
    if (semicolon >= 0 && semicolon < equals) {
      at = semicolon;
      continue;
    }
    const name = text.slice(start, equals).trim().toLowerCase();
    const read = readValue(text, equals + 1);
    at = read.end;
    if (name !== '' && !parameters.has(name)) parameters.set(name, read.value);
  }
  return { value, parameters };
}

/** The position of the next semicolon, or the end. */
function endOfToken(text: string, from: number): number {
  const semicolon = text.indexOf(';', from);
  return semicolon < 0 ? text.length : semicolon;
}

function readValue(text: string, from: number): { value: string; end: number } {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  if (text[at] !== '"') {
    const end = endOfToken(text, at);
    return { value: text.slice(at, end).trim(), end };
  }
  let value = '';
  for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
    const isEscape = text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\');
    if (isEscape) at += 1;
    value += text[at] ?? '';
  }
  return { value, end: endOfToken(text, at) };
}

/** `UTF-8''na%C3%AFve.txt` (RFC 8187); undefined for another charset or what is broken. */
export function decodeExtended(text: string): string | undefined {
  const charsetEnd = text.indexOf("'");
  const languageEnd = text.indexOf("'", charsetEnd + 1);
  if (charsetEnd < 0 || languageEnd < 0) return undefined;
  if (text.slice(0, charsetEnd).toLowerCase() !== 'utf-8') return undefined;
  try {
    return decodeURIComponent(text.slice(languageEnd + 1));
  } catch {
    return undefined;
  }
}
