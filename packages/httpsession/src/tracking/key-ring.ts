import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { sign, unsign } from 'cookie-signature';
import { LRUCache } from 'lru-cache';
import { OptionError } from '../common/errors.ts';

const MIN_SECRET_BYTES = 32;
/** An HMAC-SHA-256 in base64 without padding. */
const SIGNATURE_LENGTH = 43;
/** The longest id, a dot and the longest route, a dot and the signature. */
const MAX_SIGNED_LENGTH = 128 + 1 + 32 + 1 + SIGNATURE_LENGTH;
const REMEMBERED = 10_000;

/**
 * Signs what clients keep for us. The first secret signs, all of them verify, so a secret is
 * replaced by putting the new one in front. The signature covers all that stands before the last
 * dot, an id's route included.
 */
export class KeyRing {
  readonly #keys: readonly KeyObject[];
  readonly #signingKey: KeyObject;
  // What verified once is known by its text. Failures are not kept: anybody could fill the cache.
  readonly #verified = new LRUCache<string, string>({ max: REMEMBERED });

  /**
   * @param purpose what is signed, such as the name of the cookie: a signature made for one purpose
   *   is worth nothing for another. Empty means the plain format of `cookie-signature`.
   * @throws OptionError for `secrets` unless there is at least one and each is good
   */
  constructor(secrets: readonly string[], purpose = '') {
    checkSecrets(secrets);
    const keys = secrets.map((secret) => keyFor(secret, purpose));
    const [first] = keys;
    if (first === undefined) throw new OptionError('secrets', secrets, 'a list of at least one');
    this.#keys = keys;
    this.#signingKey = first;
  }

  /** The value with its signature: `value.signature`. */
  sign(value: string): string {
    return sign(value, this.#signingKey);
  }

  /** The value without its signature, or `undefined` unless one of the secrets made it. */
  verify(text: string): string | undefined {
    return this.#verified.get(text) ?? this.#verifyAnew(text);
  }

  /** As `sign`, in characters that need no escape in a URL. */
  signForUrl(value: string): string {
    return value + toBase64Url(this.sign(value).slice(value.length));
  }

  /** As `verify`, for what `signForUrl` made, and for nothing else. */
  verifyFromUrl(text: string): string | undefined {
    const dot = text.lastIndexOf('.');
    const signature = text.slice(dot + 1);
    // One text per signature: what is only allowed in a cookie does not pass in a URL.
    if (dot < 0 || signature.includes('+') || signature.includes('/')) return undefined;
    return this.verify(text.slice(0, dot + 1) + fromBase64Url(signature));
  }

  #verifyAnew(text: string): string | undefined {
    if (!isSigned(text)) return undefined;
    for (const key of this.#keys) {
      const value = unsign(text, key);
      if (value === false) continue;
      this.#remember(text, value.length);
      return value;
    }
    return undefined;
  }

  #remember(text: string, valueLength: number): void {
    // A copy: a slice of the header would keep the whole header in memory.
    const copy = Buffer.from(text, 'latin1').toString('latin1');
    if (copy === text) this.#verified.set(copy, copy.slice(0, valueLength));
  }
}

function isSigned(text: string): boolean {
  const signatureLength = text.length - text.lastIndexOf('.') - 1;
  return text.length <= MAX_SIGNED_LENGTH && signatureLength === SIGNATURE_LENGTH;
}

function keyFor(secret: string, purpose: string): KeyObject {
  if (purpose === '') return createSecretKey(secret, 'utf8');
  const derived = createHmac('sha256', secret).update(`httpsession signature of ${purpose}`);
  return createSecretKey(derived.digest());
}

function checkSecrets(secrets: readonly string[]): void {
  if (!Array.isArray(secrets)) throw new OptionError('secrets', secrets, 'a list of strings');
  for (const secret of secrets as readonly unknown[]) {
    if (typeof secret !== 'string' || Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
      throw new OptionError(
        'secrets',
        secrets,
        `a list of strings of ${MIN_SECRET_BYTES} bytes or more`,
      );
    }
    if (new Set(secret).size === 1) {
      throw new OptionError(
        'secrets',
        secrets,
        'a list of random strings, not one character repeated',
      );
    }
  }
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

function fromBase64Url(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/');
}
