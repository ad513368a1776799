import { createHash } from 'node:crypto';

/**
 * The keys of entries, as texts in which each character is one byte; LMDB sorts by these. The first says what
 * kind of entry it is. docs/reference/store-lmdb.md has the whole layout.
 */
export type EntryKey = string;

/** Gives the bytes of an entry, if it is there. */
export type Read = (key: EntryKey) => Buffer | undefined;

/** A text of somebody else's inside a key: with its length before it, so that none is the beginning of another. */
export type KeyPart = string;

/** Longer texts are hashed: LMDB's keys are short. */
const LONGEST_PLAIN = 128;
const HASHED = '\u{ff}';
/** What is no text at all; no entry has it. */
const NO_TEXT = '\u{fe}';

/** Any text as part of a key. What is long or not plain is hashed: LMDB's keys are short. */
export function keyPart(text: string): KeyPart {
  if (typeof (text as unknown) !== 'string') return NO_TEXT;
  if (isPlain(text)) return String.fromCharCode(text.length) + text;
  const bytes = Buffer.from(text, 'utf16le');
  return HASHED + createHash('sha256').update(bytes).digest('binary');
}

/** Whether all of a short text are printable characters of ASCII. A loop, as an expression takes twice as long. */
function isPlain(text: string): boolean {
  if (text.length > LONGEST_PLAIN) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

const number = new DataView(new ArrayBuffer(8));
const numberBytes = Buffer.from(number.buffer);

/** A number as eight bytes that sort as the numbers do. */
function sortable(value: number): string {
  number.setFloat64(0, value);
  if (number.getUint8(0) < 0x80) numberBytes[0] = number.getUint8(0) | 0x80;
  else for (let at = 0; at < 8; at += 1) numberBytes[at] = number.getUint8(at) ^ 0xff;
  return numberBytes.toString('latin1');
}

/** The number that `sortable` wrote at a place. */
export function readSortable(key: EntryKey, at: number): number {
  numberBytes.write(key.slice(at, at + 8), 'latin1');
  if (number.getUint8(0) >= 0x80) numberBytes[0] = number.getUint8(0) & 0x7f;
  else
    for (let index = 0; index < 8; index += 1) numberBytes[index] = number.getUint8(index) ^ 0xff;
  return number.getFloat64(0);
}

/** What is told of the file itself. */
export const FORMAT_KEY: EntryKey = 'mformat';
/** The last number that was given out, to a lock or somebody who waits for one. */
export const COUNTER_KEY: EntryKey = 'mcounter';

/** Everything about a session but its large values. */
export const headKey = (key: KeyPart): EntryKey => `s${key}`;
/** A large value. */
export const blobKey = (id: number): EntryKey => `b${sortable(id)}`;
/** The session with this uid. */
export const uidKey = (uid: KeyPart): EntryKey => `u${uid}`;
/** All sessions of a principal begin with this. */
export const principalPrefix = (principal: KeyPart): EntryKey => `p${principal}`;
/** One session of a principal; they sort by age. */
export const principalKey = (principal: KeyPart, createdAt: number, key: KeyPart): EntryKey =>
  `${principalPrefix(principal)}${sortable(createdAt)}${key}`;
/** A session that may have expired at an instant. Without a session: the first place for that instant. */
export const expiryKey = (at: number, key: KeyPart = ''): EntryKey => `x${sortable(at)}${key}`;
/** Where the session went that had this key. */
export const formerKey = (key: KeyPart): EntryKey => `f${key}`;
/** A former key that can be forgotten at an instant. */
export const formerEndKey = (at: number, key: KeyPart = ''): EntryKey => `g${sortable(at)}${key}`;
/** Who holds a lock. */
export const lockKey = (name: KeyPart): EntryKey => `l${name}`;
/** All who wait for a lock begin with this. */
export const waiterPrefix = (name: KeyPart): EntryKey => `q${name}`;
/** One who waits for a lock; they sort in the order in which they came. */
export const waiterKey = (name: KeyPart, ticket: number): EntryKey =>
  `${waiterPrefix(name)}${sortable(ticket)}`;

/** Behind the kind of an entry and an instant. */
const AFTER_INSTANT = 9;

/** The instant in a key of `expiryKey` or `formerEndKey`. */
export function instantIn(key: EntryKey): number {
  return readSortable(key, 1);
}

/** The last part of a key of `expiryKey` or `formerEndKey`. */
export function partIn(key: EntryKey): KeyPart {
  return key.slice(AFTER_INSTANT);
}

/** Behind all keys that are this one and a number, and perhaps more. */
export function endOf(prefix: EntryKey): EntryKey {
  return `${prefix}${'\u{ff}'.repeat(9)}`;
}
