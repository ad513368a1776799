import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { OptionError } from '../common/errors.ts';
import type { Bytes } from './store.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of everything sealed in this way. */
const VERSION = 1;

/**
 * Encrypts ids for the store, so that the listeners of a session that another process left behind can be told
 * its id (SES-165), and nobody who only has the store can. What is sealed is bound to the uid of its session:
 * moved into another record it does not open.
 */
export class IdSealer {
  readonly #keys: readonly Uint8Array[];

  /**
   * Takes the secrets of the application: the first seals, all of them open. Throws `OptionError` when there
   * is none.
   */
  constructor(secrets: readonly string[]) {
    if (secrets.length === 0) throw new OptionError('secrets', secrets, 'at least one secret');
    this.#keys = secrets.map(deriveKey);
  }

  /** The id, readable by `open` with the same uid. Sealing it again gives other bytes. */
  seal(id: string, uid: string): Bytes {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keys[0] ?? new Uint8Array(), nonce);
    cipher.setAAD(Buffer.from(uid));
    const head = Buffer.concat([Uint8Array.of(VERSION), nonce]);
    return Buffer.concat([head, cipher.update(id, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** The id, or undefined when the bytes were not sealed with these secrets for this uid. */
  open(bytes: Bytes, uid: string): string | undefined {
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
    for (const key of this.#keys) {
      const id = openWith(key, bytes, uid);
      if (id !== undefined) return id;
    }
    return undefined;
  }
}

/** A key for this use only: the same secret also signs cookies. */
function deriveKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'httpsession id seal 1', KEY_BYTES));
}

function openWith(key: Uint8Array, bytes: Bytes, uid: string): string | undefined {
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(uid));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const sealed = bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES);
  try {
    return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    // Another key, another session, or not ours at all: the answer is the same, it cannot be opened.
    return undefined;
  }
}
