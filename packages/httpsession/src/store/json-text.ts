import { isUtf8 } from 'node:buffer';
import { UnreadableRecordError } from '../common/errors.ts';
import type { Bytes } from './store.ts';

// What is written is always what JSON.stringify would write for the same data. So bytes that anybody
// else made, with blanks, keys that occur twice or numbers too large, are told by writing them again.

/** Up to here looking at each character is quicker than asking JSON.stringify. */
const SHORT_TEXT = 64;

/** A string in JSON, as JSON.stringify writes it: lone surrogates escaped, so that UTF-8 keeps them. */
export function quote(text: string): string {
  return text.length < SHORT_TEXT && needsNoEscape(text) ? `"${text}"` : JSON.stringify(text);
}

function needsNoEscape(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x22 || code === 0x5c) return false;
    if (code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

/** The text of bytes. Throws `UnreadableRecordError` for what is not UTF-8. */
export function toText(bytes: Bytes): string {
  if (!isUtf8(bytes)) throw new UnreadableRecordError('its bytes are not UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/**
 * The data of a JSON text nested at most `maxNesting` deep. Throws `UnreadableRecordError` for anything but
 * what JSON.stringify would write for that data.
 */
export function parseCanonical(text: string, maxNesting: number): unknown {
  if (isNestedDeeper(text, maxNesting)) {
    throw new UnreadableRecordError('its values are nested deeper than any that are written');
  }
  const data = parse(text);
  if (JSON.stringify(data) !== text) {
    throw new UnreadableRecordError('its text is not as the codec writes it');
  }
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the text, which is the user's data; so it is not passed on.
    throw new UnreadableRecordError('its text is not JSON');
  }
}

/** Looks at brackets only, before a parser builds anything. */
function isNestedDeeper(text: string, max: number): boolean {
  if (text.length <= max) return false;
  let depth = 0;
  for (let i = 0; i < text.length && depth <= max; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i);
    else depth += nestingOf(code);
  }
  return depth > max;
}

/** One more level at an opening bracket, one less at a closing one. */
function nestingOf(code: number): number {
  // Curly and square brackets differ in one bit.
  const bracket = code & 0xdf;
  if (bracket === 0x5b) return 1;
  return bracket === 0x5d ? -1 : 0;
}

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return text.length;
}
