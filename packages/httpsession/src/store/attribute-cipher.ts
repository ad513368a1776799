import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { UnreadableRecordError } from '../common/errors.ts';
import type { Bytes } from './store.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of every value that is encrypted in this way. */
const VERSION = 1;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/** Says what a derived key is for: the same key makes nothing else that could be taken for it. */
const PURPOSE = 'httpsession attribute 1';

/** A key of the ring, with what its values are marked with. */
interface RingKey {
  readonly id: Buffer;
  readonly bytes: Uint8Array;
}

/**
 * Encrypts the values of attributes: `version (1 byte), key id (4), nonce (12), AES-256-GCM, tag (16)`. A value opens
 * only in the application, the session and the attribute that it was encrypted for. Every session has a key of its
 * own, made from one of the ring: so what random nonces allow, 2^32 values, counts for each session alone.
 */
export class AttributeCipher {
  readonly #context: string;
  readonly #first: RingKey;
  readonly #keys = new Map<string, RingKey>();

  /** `keys`: 32 bytes each, all different. The first encrypts, all decrypt. */
  constructor(keys: readonly [Uint8Array, ...Uint8Array[]], context: string) {
    const ring = keys.map((bytes) => ({ id: keyIdOf(bytes), bytes: new Uint8Array(bytes) }));
    this.#context = context;
    this.#first = ring[0] as RingKey;
    for (const key of ring) this.#keys.set(key.id.toString('hex'), key);
  }

  /** How many bytes a value grows by. */
  static readonly OVERHEAD_BYTES: number = HEAD_BYTES + TAG_BYTES;

  /** All values of a session, encrypted. */
  seal(uid: string, values: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
    const sealed = new Map<string, Bytes>();
    if (values.size === 0) return sealed;
    const key = this.#derive(this.#first, uid);
    for (const [name, bytes] of values) sealed.set(name, this.#sealOne(key, bytes, [uid, name]));
    return sealed;
  }

  /**
   * All values of a session, as they were.
   * @throws UnreadableRecordError when one of them cannot be had
   */
  open(uid: string, values: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
    const opened = new Map<string, Bytes>();
    const derived = new Map<RingKey, Buffer>();
    for (const [name, bytes] of values) {
      const ringKey = this.#keyOf(bytes);
      const key = derived.get(ringKey) ?? this.#derive(ringKey, uid);
      derived.set(ringKey, key);
      opened.set(name, this.#openOne(key, bytes, [uid, name]));
    }
    return opened;
  }

  #sealOne(key: Buffer, bytes: Bytes, owner: readonly [uid: string, name: string]): Bytes {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce);
    cipher.setAAD(joined(this.#context, ...owner));
    return Buffer.concat([
      Uint8Array.of(VERSION),
      this.#first.id,
      nonce,
      cipher.update(bytes),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
  }

  #openOne(key: Buffer, bytes: Bytes, owner: readonly [uid: string, name: string]): Bytes {
    const nonce = bytes.subarray(HEAD_BYTES - NONCE_BYTES, HEAD_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(joined(this.#context, ...owner));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const sealed = bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES);
    try {
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    } catch {
      throw new UnreadableRecordError(
        'a value was changed, or was encrypted for another session, attribute or context',
      );
    }
  }

  #keyOf(bytes: Bytes): RingKey {
    if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) {
      throw new UnreadableRecordError(
        'a value is not encrypted, or in a way that is not known here',
      );
    }
    const id = Buffer.from(bytes.subarray(1, 1 + KEY_ID_BYTES)).toString('hex');
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new UnreadableRecordError('a value was encrypted with a key that is not in the ring');
    }
    return key;
  }

  #derive(key: RingKey, uid: string): Buffer {
    return createHmac('sha256', key.bytes)
      .update(joined(PURPOSE, this.#context, uid))
      .digest();
  }
}

/** Tells the keys of a ring apart, and nothing of what is in them. */
export function keyIdOf(key: Uint8Array): Buffer {
  const id = createHash('sha256').update('httpsession attribute key id 1').update(key).digest();
  return id.subarray(0, KEY_ID_BYTES);
}

/** Texts one behind the other, so that no other texts give the same bytes. */
function joined(...texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
