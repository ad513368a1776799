import type { MaybePromise } from '../common/maybe-promise.ts';

/** Encoded data. Whoever hands it over does not change it afterwards. */
export type Bytes = Uint8Array;

/** One session as a store keeps it. All instants are epoch milliseconds. */
export interface SessionRecord {
  /** What the record is found by: a hash of context and id, never the id (see `storeKey`). */
  readonly key: string;
  /** Names the session for all its life, through changes of the id. Encryption is bound to it. */
  readonly uid: string;
  /** The id, readable only with the secrets of the application. Absent when it has none. */
  readonly sealedId?: Bytes;
  /** At creation what the creator says; every update raises it by one. */
  readonly version: number;
  /** When the session was made. */
  readonly createdAt: number;
  /** When the client's previous request began. */
  readonly lastAccessedAt: number;
  /** How long the session may idle, in milliseconds. 0 or less: for ever. */
  readonly maxInactiveMs: number;
  /** From this instant on the session does not exist for anybody. Undefined: it does not expire. */
  readonly expiresAt: number | undefined;
  /** Who the session belongs to, for `findByPrincipal`. Absent: nobody known. */
  readonly principal?: string;
  /** The encoded value of each attribute. */
  readonly attributes: ReadonlyMap<string, Bytes>;
}

/** What one commit changes in a record. What is not named here stays as the store has it. */
export interface SessionChange {
  /**
   * The uid of the session, for a store that wraps another and binds values to it. No store need look at it: ids are
   * random and never what a client sends, so a key does not come again for another session.
   */
  readonly uid: string;
  /** The change happens only if the record still has this version; otherwise 'conflict'. */
  readonly ifVersion?: number;
  /** Attributes that are added or replaced. */
  readonly set: ReadonlyMap<string, Bytes>;
  /** Attributes that are removed; names that are not there do no harm. */
  readonly removed: ReadonlySet<string>;
  /** A last accessed time. The later one counts: a change that comes late does not set it back. */
  readonly lastAccessedAt: number;
  /**
   * The new idle time, in milliseconds. Absent: it stays as the store has it, also when this process
   * knows an older one.
   */
  readonly maxInactiveMs?: number;
  /**
   * The session was in use at this instant: from here its idle time counts. With `graceMs` and `endsAt`
   * it makes the new deadline, by the idle time that the record then has; `deadlineAfter` is the rule.
   */
  readonly inUseAt: number;
  /** How much longer than its idle time the record stays, in milliseconds; at most a tenth of that. */
  readonly graceMs: number;
  /** When the whole life of the session is over, used or not. Undefined: never. */
  readonly endsAt: number | undefined;
  /** The new principal; null removes it; absent leaves it. */
  readonly principal?: string | null;
}

/**
 * Where sessions live between requests. Each method is one atomic step of the store: what it says it
 * did, it did whole, also with other processes at work. A store answers at once or with a promise; it
 * throws or rejects only when it cannot be asked. What it takes and gives is never shared: later
 * changes to a map or to bytes on one side do not show on the other. It holds the sessions of one application: whoever
 * asks for the expired, or for those of a principal, gets all that there are.
 */
export interface SessionStore {
  /**
   * Declares that the copies which this process holds stay right without asking: it is the only
   * process on this store, or the store tells of changes. Sessions then stay resident between
   * requests. Default false.
   */
  readonly coherent?: boolean;

  /**
   * Adds a record. False, and nothing happens, when the key is taken: by a record, even an expired
   * or claimed one, or by the former key of a session.
   */
  create(record: SessionRecord): MaybePromise<boolean>;

  /**
   * The record under a key; 'unchanged' when its version is `known`. Undefined when there is none, or
   * it has expired, is claimed, was renamed, or cannot be read; a malformed key is just an unknown one.
   */
  load(key: string, known?: number): MaybePromise<SessionRecord | 'unchanged' | undefined>;

  /**
   * Changes a record. 'gone', and nothing happens, when `load` would not give it: an update never
   * makes a record and never brings an expired one back. The one exception is a session renamed
   * meanwhile by somebody else: for `FORMER_KEY_MS` the change reaches it through its former key. A load that is
   * asked for after the answer sees all that was written before the change, by whomever, also where the store keeps
   * records near.
   */
  update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'>;

  /**
   * Moves a record to another key, in one instant: no load finds both keys, or neither. `sealedId`
   * replaces the one in the record; without it the record has none. The version stays. False, and
   * nothing happens, when `load` would not give the record or the new key is taken.
   */
  rename(oldKey: string, newKey: string, sealedId?: Bytes): MaybePromise<boolean>;

  /**
   * Removes a record, also an expired or claimed one, also through its former key. False when it was
   * not there: deleting again does no harm.
   */
  delete(key: string): MaybePromise<boolean>;

  /**
   * Claims up to `limit` expired records, the longest expired first. For `leaseMs` each belongs to this
   * caller alone, who runs the listeners and then deletes it. One that is not deleted by then is given out
   * again. There may be fewer than expired: an answer ends when it has some megabytes of attributes. None: there is none, or
   * so many that cannot be read that the rest is for another time.
   *
   * One that cannot be read here is reported and given to nobody; it stays, as another process may be able to read
   * it, until it expired `UNREADABLE_KEPT_MS` ago. Then it is deleted, and its listeners are never told.
   */
  takeExpired(limit: number, leaseMs: number): MaybePromise<SessionRecord[]>;

  /**
   * Gives back what the store itself opened. Called by whoever made the store, after the managers that use
   * it were closed; a manager never calls it, as others may share the store. Safe to repeat.
   */
  close(): MaybePromise<void>;
}

/** What can be told of a session without its attributes. */
export type StoredSessionSummary = Pick<
  SessionRecord,
  'key' | 'uid' | 'createdAt' | 'lastAccessedAt' | 'expiresAt' | 'principal'
>;

/** The ability of a store to say which sessions it has. */
export interface SessionListing {
  /** Up to `limit` sessions that `load` would give, in no promised order. */
  list(limit: number): MaybePromise<StoredSessionSummary[]>;
  /** The session of this uid, or undefined when `load` would not give it. */
  findByUid(uid: string): MaybePromise<StoredSessionSummary | undefined>;
}

/** The ability of a store to find the sessions of a person. */
export interface PrincipalIndex {
  /**
   * All sessions of a principal that `load` would give, the oldest first. The index changes in the same
   * step as the record.
   */
  findByPrincipal(principal: string): MaybePromise<StoredSessionSummary[]>;
}

/** A lock that is held. It ends by `release`, or by itself when its lease does. */
export interface SessionLock {
  /** Greater than that of every earlier holder of the same lock: what a late writer is known by. */
  readonly token: number;
  /** Starts the lease again. False when it ended before: the lock may be somebody else's now. */
  renew(leaseMs: number): MaybePromise<boolean>;
  /** Lets go. False when the lease ended before. Safe to repeat. */
  release(): MaybePromise<boolean>;
}

/** How a lock is asked for. Both in milliseconds. */
export interface SessionLockRequest {
  /** How long the lock stays ours if we neither renew nor release it, as when this process dies. */
  readonly leaseMs: number;
  /** How long to wait for others; 0: do not. */
  readonly waitMs: number;
}

/** The ability of a store to let one holder at a time work on a session, across processes. */
export interface SessionLocks {
  /**
   * The lock of this name, for which the uid of a session serves. First come, first served. Undefined
   * when it was not had in time, or the store was closed meanwhile.
   */
  lock(name: string, request: SessionLockRequest): MaybePromise<SessionLock | undefined>;
}

/**
 * What a store tells of: a record got a new version; a record left its key, by deletion, rename or claim; or
 * notices were missed, so that no copy can be trusted.
 */
export type SessionNotice =
  { readonly kind: 'changed' | 'gone'; readonly key: string } | { readonly kind: 'missed' };

/**
 * The ability of a store to tell of changes, also those by other processes. A store may have an option to tell less than
 * all kinds, as those of this project do: who keeps copies needs them all.
 */
export interface SessionNotices {
  /** Calls back with every notice from now on. What it gives stops that; safe to repeat. */
  subscribe(listener: (notice: SessionNotice) => void): MaybePromise<() => MaybePromise<void>>;
}

/** Whether a store can list its sessions. */
export function hasListing(store: SessionStore): store is SessionStore & SessionListing {
  return can(store, 'list') && can(store, 'findByUid');
}

/** Whether a store can find the sessions of a principal. */
export function hasPrincipalIndex(store: SessionStore): store is SessionStore & PrincipalIndex {
  return can(store, 'findByPrincipal');
}

/** Whether a store can lock sessions. */
export function hasLocks(store: SessionStore): store is SessionStore & SessionLocks {
  return can(store, 'lock');
}

/** Whether a store can tell of changes. */
export function hasNotices(store: SessionStore): store is SessionStore & SessionNotices {
  return can(store, 'subscribe');
}

/** A wrapper may carry the name of a method that the store inside does not have: undefined is no. */
function can(store: SessionStore, method: string): boolean {
  return typeof (store as unknown as Readonly<Record<string, unknown>>)[method] === 'function';
}
