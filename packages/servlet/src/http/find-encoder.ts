import { Buffer } from 'node:buffer';
import { type CharsetEncoder, QUESTION_MARK } from './charset-encoder.ts';
import { findTableEncoder } from './table-encoder.ts';

const UTF_8: CharsetEncoder = {
  encode: (text) => Buffer.from(text, 'utf8'),
  byteLength: (text) => Buffer.byteLength(text, 'utf8'),
};

const ISO_8859_1: CharsetEncoder = {
  encode(text) {
    const bytes = Buffer.from(text, 'latin1');
    // Comparing is one pass of native code; only text with other characters is looked at one by one.
    return bytes.toString('latin1') === text ? bytes : encodeBelow(text, 0x100);
  },
  byteLength: (text) => text.length,
};

const US_ASCII: CharsetEncoder = {
  encode: (text) => encodeBelow(text, 0x80),
  byteLength: (text) => text.length,
};

/** What windows-1252 has from 0x80 to 0x9F; elsewhere it is ISO-8859-1. Not every Node reads it right. */
const WINDOWS_1252_EXTRAS =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const WINDOWS_1252: CharsetEncoder = {
  encode(text) {
    const codes: number[] = [];
    for (const character of text) {
      const extra = WINDOWS_1252_EXTRAS.indexOf(character);
      const code = extra < 0 ? (character.codePointAt(0) ?? 0) : 0x80 + extra;
      const isShared = code < 0x80 || code >= 0xa0;
      codes.push(code < 0x100 && (extra >= 0 || isShared) ? code : QUESTION_MARK);
    }
    return Uint8Array.from(codes);
  },
  byteLength: (text) => text.length,
};

const UTF_16LE: CharsetEncoder = {
  encode: (text) => Buffer.from(text, 'utf16le'),
  byteLength: (text) => text.length * 2,
};

const UTF_16BE: CharsetEncoder = {
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
  byteLength: (text) => text.length * 2,
};

const BY_NAME: ReadonlyMap<string, CharsetEncoder> = new Map([
  // As they are written most of the time, so that nothing has to be made of the name.
  ['UTF-8', UTF_8],
  ['ISO-8859-1', ISO_8859_1],
  ['utf-8', UTF_8],
  ['utf8', UTF_8],
  ['iso-8859-1', ISO_8859_1],
  ['iso8859-1', ISO_8859_1],
  ['iso8859_1', ISO_8859_1],
  ['iso_8859-1', ISO_8859_1],
  ['latin1', ISO_8859_1],
  ['l1', ISO_8859_1],
  ['us-ascii', US_ASCII],
  ['ascii', US_ASCII],
  ['iso646-us', US_ASCII],
  ['windows-1252', WINDOWS_1252],
  ['cp1252', WINDOWS_1252],
  ['utf-16le', UTF_16LE],
  ['utf-16be', UTF_16BE],
]);

/** What is written without another charset, as the specification says. */
export const DEFAULT_CHARSET = 'ISO-8859-1';

/**
 * The encoder of a charset, by its name in any case; undefined when it is not known here: UTF-8, UTF-16LE, UTF-16BE,
 * ISO-8859-1, US-ASCII, and those of one or two bytes that `TextDecoder` reads.
 */
export function findEncoder(name: string): CharsetEncoder | undefined {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const key = name.toLowerCase();
  return BY_NAME.get(key) ?? findTableEncoder(key);
}

/** Whether a string can go to Node as it is, which saves a copy. */
export function isNodesOwn(encoder: CharsetEncoder): boolean {
  return encoder === UTF_8;
}

/** A character of two units is one that is missing: by code points. */
function encodeBelow(text: string, limit: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes[length++] = code < limit ? code : QUESTION_MARK;
  }
  return bytes.subarray(0, length);
}
