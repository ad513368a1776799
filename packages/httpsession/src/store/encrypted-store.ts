import type { Clock } from '../common/clock.ts';
import { OptionError } from '../common/errors.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import { checkNames, clockFrom } from '../common/option-checks.ts';
import { AttributeCipher, keyIdOf } from './attribute-cipher.ts';
import { ReadableClaims } from './readable-claims.ts';
import { createStoreReport, type StoreReport } from './store-report.ts';
import {
  type Bytes,
  hasListing,
  hasLocks,
  hasNotices,
  hasPrincipalIndex,
  type PrincipalIndex,
  type SessionChange,
  type SessionListing,
  type SessionLocks,
  type SessionNotices,
  type SessionRecord,
  type SessionStore,
} from './store.ts';

/** What `new EncryptedStore` takes beside the store. */
export interface EncryptedStoreOptions {
  /**
   * The key ring: 32 random bytes each, as bytes or in base64. The first encrypts, all of them decrypt. Rotate by
   * putting a new key in front everywhere, and taking the old one out when its sessions have ended.
   */
  readonly keys: readonly (Uint8Array | string)[];
  /** Names the application: values of another one do not open, also with the same keys. Default `''`. */
  readonly context?: string | undefined;
  /** Is told of records that cannot be read. Default: a warning of the process, once for each reason. */
  readonly onError?: ((error: Error) => void) | undefined;
  /** Where time comes from: that of the store inside. Default: this machine. */
  readonly clock?: Clock | undefined;
}

const KEY_BYTES = 32;
const BASE64_KEY = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * A store around another one that sees the values of attributes encrypted only (AES-256-GCM). It has the abilities
 * of the store inside. What it does not hide: names of attributes, principals, times, and how long values are.
 *
 * A record with a value that does not open, because its key is lost or somebody changed it, is not given out at all:
 * nobody works with half a session. It stays in the store until a day after its expiry.
 *
 * @throws OptionError for a wrong option
 */
export class EncryptedStore implements SessionStore {
  readonly coherent: boolean;
  readonly list: SessionListing['list'] | undefined;
  readonly findByUid: SessionListing['findByUid'] | undefined;
  readonly findByPrincipal: PrincipalIndex['findByPrincipal'] | undefined;
  readonly lock: SessionLocks['lock'] | undefined;
  readonly subscribe: SessionNotices['subscribe'] | undefined;
  readonly #inner: SessionStore;
  readonly #cipher: AttributeCipher;
  readonly #report: StoreReport;
  readonly #claims: ReadableClaims;

  constructor(inner: SessionStore, options: EncryptedStoreOptions) {
    checkNames(options, ['keys', 'context', 'onError', 'clock']);
    const { keys, context = '', onError } = options;
    const clock = clockFrom(options.clock);
    if (typeof context !== 'string') throw new OptionError('context', context, 'a text');
    this.#inner = inner;
    this.#cipher = new AttributeCipher(checkedKeys(keys), context);
    this.#report = createStoreReport(onError);
    const open = (record: SessionRecord): SessionRecord => this.#open(record);
    this.#claims = new ReadableClaims({ inner, clock, open, report: this.#report });
    this.coherent = inner.coherent === true;
    const lists = hasListing(inner);
    this.list = lists ? (limit) => inner.list(limit) : undefined;
    this.findByUid = lists ? (uid) => inner.findByUid(uid) : undefined;
    this.findByPrincipal = hasPrincipalIndex(inner)
      ? (principal) => inner.findByPrincipal(principal)
      : undefined;
    this.lock = hasLocks(inner) ? (name, request) => inner.lock(name, request) : undefined;
    this.subscribe = hasNotices(inner) ? (listener) => inner.subscribe(listener) : undefined;
  }

  create(record: SessionRecord): MaybePromise<boolean> {
    return this.#inner.create({ ...record, attributes: this.#seal(record.uid, record.attributes) });
  }

  load(key: string, known?: number): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    return andThen(this.#inner.load(key, known), (record) => {
      if (record === undefined || record === 'unchanged') return record;
      try {
        return this.#open(record);
      } catch (error) {
        this.#report(error as Error);
        return undefined;
      }
    });
  }

  update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
    return this.#inner.update(key, { ...change, set: this.#seal(change.uid, change.set) });
  }

  rename(oldKey: string, newKey: string, sealedId?: Bytes): MaybePromise<boolean> {
    return this.#inner.rename(oldKey, newKey, sealedId);
  }

  delete(key: string): MaybePromise<boolean> {
    return this.#inner.delete(key);
  }

  takeExpired(limit: number, leaseMs: number): MaybePromise<SessionRecord[]> {
    return this.#claims.take(limit, leaseMs);
  }

  close(): MaybePromise<void> {
    return this.#inner.close();
  }

  #seal(uid: string, values: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
    return this.#cipher.seal(uid, values);
  }

  #open(record: SessionRecord): SessionRecord {
    return { ...record, attributes: this.#cipher.open(record.uid, record.attributes) };
  }
}

/** Base64 for whoever keeps keys in the environment. Nothing of a key that is refused is shown. */
function checkedKeys(keys: unknown): [Uint8Array, ...Uint8Array[]] {
  if (!Array.isArray(keys)) throw new OptionError('keys', keys, 'a list of keys of 32 bytes');
  const bytes = keys.map((key: unknown, at) => checkedKey(key, `keys[${String(at)}]`));
  const [first, ...others] = bytes;
  if (first === undefined) throw new OptionError('keys', keys, 'a list of at least one key');
  const ids = new Set(bytes.map((key) => keyIdOf(key).toString('hex')));
  if (ids.size < bytes.length) throw new OptionError('keys', keys, 'a list of different keys');
  return [first, ...others];
}

function checkedKey(key: unknown, option: string): Uint8Array {
  const bytes = typeof key === 'string' && BASE64_KEY.test(key) ? Buffer.from(key, 'base64') : key;
  if (!(bytes instanceof Uint8Array) || bytes.length !== KEY_BYTES) {
    throw new OptionError(option, key, '32 random bytes, or 43 or 44 characters of base64');
  }
  if (new Set(bytes).size < 8) {
    throw new OptionError(option, key, '32 random bytes (these are nearly all the same)');
  }
  return bytes;
}
