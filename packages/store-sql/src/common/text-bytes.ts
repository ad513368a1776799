// eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 20.12, so in all that we support
import { hash } from 'node:crypto';
import { toUSVString } from 'node:util';

/** Begins the bytes of a text that UTF-8 cannot have. No UTF-8 begins so. */
const UTF_16 = 0xff;
/** Begins the index key of a long text. No UTF-8 begins so. */
const DIGEST = 0xfe;
/** The longest text, in bytes, that stands in an index as it is. */
const LONGEST_IN_INDEX = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A text as bytes, whatever is in it: texts of databases know no NUL, fold letters, or cut at half a surrogate
 * pair. Two texts never give the same bytes.
 */
export function textToBytes(text: string): Buffer {
  if (toUSVString(text) === text) return Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.of(UTF_16), Buffer.from(text, 'utf16le')]);
}

/** The text that `textToBytes` was given. Throws when no text gives these bytes. */
export function bytesToText(bytes: Uint8Array): string {
  if (bytes[0] !== UTF_16) return utf8.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.length - 1).toString('utf16le');
}

/** A text that an index finds, however long it is. */
export interface IndexedText {
  /** What the index has: the text itself, or a digest of it. Two texts never have the same. */
  readonly key: Buffer;
  /** The text, when `key` is a digest; otherwise null. */
  readonly full: Buffer | null;
}

/** A text for a column with an index: those of PostgreSQL and InnoDB take 2 704 and 3 072 bytes at most. */
export function indexedText(text: string): IndexedText {
  const bytes = textToBytes(text);
  if (bytes.length <= LONGEST_IN_INDEX) return { key: bytes, full: null };
  return { key: Buffer.concat([Buffer.of(DIGEST), sha256(bytes)]), full: bytes };
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}
