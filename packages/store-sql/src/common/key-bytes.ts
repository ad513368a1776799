import { bytesToText, textToBytes } from './text-bytes.ts';

/** What `storeKey` of httpsession makes: a SHA-256 in lower-case hexadecimal digits. */
const USUAL = /^[0-9a-f]{64}$/;
const USUAL_BYTES = 32;
/** Before the bytes of any other key: so that none is as long as a usual one. */
const OTHER = Buffer.alloc(USUAL_BYTES + 1);
/** The longest key that is not of the usual form, in bytes. An index takes no more than 2 704. */
const LONGEST_OTHER = 1000;

/** The bytes that a record is found by; undefined for what no record can have as its key. */
export function keyToBytes(key: unknown): Buffer | undefined {
  if (typeof key !== 'string') return undefined;
  if (USUAL.test(key)) return Buffer.from(key, 'hex');
  if (key.length > LONGEST_OTHER) return undefined;
  const bytes = textToBytes(key);
  return bytes.length > LONGEST_OTHER ? undefined : Buffer.concat([OTHER, bytes]);
}

/** The key that `keyToBytes` was given. Throws when no key gives these bytes. */
export function bytesToKey(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length === USUAL_BYTES) return buffer.toString('hex');
  if (buffer.length < OTHER.length) throw new Error('a key is too short');
  return bytesToText(buffer.subarray(OTHER.length));
}
