import { ALPHANUMERICS, charSet, isMadeOf } from './char-set.ts';

const TOKEN = charSet(`${ALPHANUMERICS}!#$%&'*+-.^_\`|~`);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a text is a token (RFC 9110, 5.6.2), as names of header fields and cookies are. */
export function isToken(text: string): boolean {
  return isMadeOf(text, TOKEN);
}

/** What HTTP calls optional white space: only a space or a tab, unlike `String.prototype.trim`. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** A part of a text, from `start` up to `end`, without blanks at both ends. */
export function trimmedSlice(text: string, start: number, end: number): string {
  let first = start;
  let last = end;
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

/**
 * The parts of a text between separators, trimmed. A separator inside double quotes is text.
 * `undefined` when a quote is never closed: nobody can tell then which part is whose.
 */
export function splitUnquoted(text: string, separator: ',' | ';'): string[] | undefined {
  const parts: string[] = [];
  const end = separator.charCodeAt(0);
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted && code === BACKSLASH) i++;
    else if (code === QUOTE) quoted = !quoted;
    else if (code === end && !quoted) {
      parts.push(trimmedSlice(text, start, i));
      start = i + 1;
    }
  }
  parts.push(trimmedSlice(text, start, text.length));
  return quoted ? undefined : parts;
}
