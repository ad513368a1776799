/** A content type without its charset, and the charset by itself. */
export interface ParsedContentType {
  readonly type: string;
  /** Undefined when none is named. */
  readonly charset: string | undefined;
}

/**
 * Takes the charset out of a content type. One without a charset, and one that is no media type at all, stay
 * as they are, as in Tomcat.
 */
export function parseContentType(text: string): ParsedContentType {
  if (!text.includes(';')) return { type: text, charset: undefined };
  const parts = splitParameters(text);
  const index = parts.findIndex((part, at) => at > 0 && isCharsetParameter(part));
  if (index < 0) return { type: text, charset: undefined };
  const parameter = parts[index] ?? '';
  const charset = unquote(parameter.slice(parameter.indexOf('=') + 1).trim());
  if (charset === '') return { type: text, charset: undefined };
  const rest = parts.filter((part, at) => at === 0 || !isCharsetParameter(part));
  return { type: rest.map((part) => part.trim()).join(';'), charset };
}

/** More types than this are not remembered: some applications take them from their users. */
const REMEMBERED_TYPES = 100;

/** The latest field of each type. Most answers have one of a few, and Node reads a text faster that it has read. */
const remembered = new Map<string, { readonly charset: string; readonly field: string }>();

/** The content type as it stands in the head, in the form that Tomcat gives it. */
export function formatContentType(type: string, charset: string | null): string {
  if (charset === null) return type;
  const known = remembered.get(type);
  if (known?.charset === charset) return known.field;
  const field = `${type};charset=${charset}`;
  if (remembered.size >= REMEMBERED_TYPES) remembered.clear();
  remembered.set(type, { charset, field });
  return field;
}

/** Charsets by the tags of languages, in lower case. */
export type LocaleCharsets = ReadonlyMap<string, string>;

/** As in Tomcat, where the application says nothing of them. */
const USUAL_CHARSETS: LocaleCharsets = new Map([
  ['en', 'ISO-8859-1'],
  ['fr', 'ISO-8859-1'],
]);

/**
 * The charset that a locale brings along where the application names none: that of the tag, or of the longest
 * beginning of it (`de-AT`, then `de`); null for others.
 * @param own the application's, which go before the usual ones of the same tag
 */
export function charsetOfLocale(locale: string, own: LocaleCharsets): string | null {
  let tag = locale.toLowerCase();
  while (tag !== '') {
    const charset = own.get(tag) ?? USUAL_CHARSETS.get(tag);
    if (charset !== undefined) return charset;
    tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0));
  }
  return null;
}

function isCharsetParameter(part: string): boolean {
  const equals = part.indexOf('=');
  return equals >= 0 && part.slice(0, equals).trim().toLowerCase() === 'charset';
}

/** At semicolons, but not at those inside of quotes. */
function splitParameters(text: string): string[] {
  if (!text.includes('"')) return text.split(';');
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted && character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ';' && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unquote(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
