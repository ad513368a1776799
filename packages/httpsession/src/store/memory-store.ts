import type { Clock } from '../common/clock.ts';
import { OptionError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { checkNames, clockFrom } from '../common/option-checks.ts';
import { deadlineAfter } from './deadline.ts';
import { DeadlineHeap } from './deadline-heap.ts';
import { FORMER_KEY_MS } from './store-rules.ts';
import { MemoryLocks } from './memory-locks.ts';
import { MemoryRecord } from './memory-record.ts';
import type {
  Bytes,
  PrincipalIndex,
  SessionChange,
  SessionListing,
  SessionLock,
  SessionLockRequest,
  SessionLocks,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from './store.ts';

/** What `new MemoryStore` takes; all of it is optional. */
export interface MemoryStoreOptions {
  /** False when several managers share the store, as in a test of several processes. Default true. */
  readonly coherent?: boolean;
  /** Where time comes from. Default: this machine. */
  readonly clock?: Clock;
}

interface Forward {
  readonly record: MemoryRecord;
  readonly until: number;
}

/**
 * Keeps records in the memory of this process. Sessions are lost when it ends; for one process that is meant,
 * for several it is the wrong store. It does all that a store can do, at once and without promises.
 *
 * @throws OptionError for a wrong option
 */
export class MemoryStore implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  readonly coherent: boolean;
  readonly #clock: Clock;
  readonly #locks: MemoryLocks;
  readonly #records = new Map<string, MemoryRecord>();
  readonly #byUid = new Map<string, MemoryRecord>();
  readonly #byPrincipal = new Map<string, Set<MemoryRecord>>();
  /** The oldest first, as all live equally long. */
  readonly #forwards = new Map<string, Forward>();
  readonly #deadlines = new DeadlineHeap<MemoryRecord>();

  constructor(options: MemoryStoreOptions = {}) {
    checkNames(options, ['coherent', 'clock']);
    const { coherent = true } = options;
    if (typeof coherent !== 'boolean') throw new OptionError('coherent', coherent, 'true or false');
    this.coherent = coherent;
    this.#clock = clockFrom(options.clock);
    this.#locks = new MemoryLocks(this.#clock);
  }

  create(record: SessionRecord): boolean {
    if (this.#isTaken(record.key)) return false;
    const added = new MemoryRecord(record);
    this.#records.set(record.key, added);
    this.#byUid.set(record.uid, added);
    this.#index(added, record.principal);
    this.#setDeadline(added, record.expiresAt);
    return true;
  }

  load(key: string, known?: number): SessionRecord | 'unchanged' | undefined {
    const record = this.#alive(this.#records.get(key));
    return record !== undefined && record.version === known ? 'unchanged' : record?.toRecord();
  }

  update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    const record = this.#alive(this.#find(key));
    if (record === undefined) return 'gone';
    if (change.ifVersion !== undefined && change.ifVersion !== record.version) return 'conflict';
    if (change.principal !== undefined) this.#index(record, change.principal ?? undefined);
    const { maxInactiveMs } = record;
    const expiresAt = deadlineAfter({ maxInactiveMs, expiresAt: this.#deadlineOf(record) }, change);
    record.apply(change, expiresAt);
    this.#setDeadline(record, expiresAt);
    return 'ok';
  }

  rename(oldKey: string, newKey: string, sealedId?: Bytes): boolean {
    const record = this.#alive(this.#records.get(oldKey));
    if (record === undefined || this.#isTaken(newKey)) return false;
    this.#dropOldForwards();
    this.#records.delete(oldKey);
    this.#forwards.set(oldKey, { record, until: this.#clock.monotonic() + FORMER_KEY_MS });
    record.rename(newKey, sealedId);
    this.#records.set(newKey, record);
    return true;
  }

  delete(key: string): boolean {
    const record = this.#find(key);
    if (record === undefined) return false;
    this.#records.delete(record.key);
    if (this.#byUid.get(record.uid) === record) this.#byUid.delete(record.uid);
    this.#index(record, undefined);
    this.#deadlines.remove(record);
    record.end();
    return true;
  }

  takeExpired(limit: number, leaseMs: number): SessionRecord[] {
    const now = this.#clock.monotonic();
    const claimed: MemoryRecord[] = [];
    while (claimed.length < limit) {
      const record = this.#deadlines.takeDue(now);
      if (record === undefined) break;
      claimed.push(record);
    }
    // Put back afterwards, so that no lease, however short, gives a record out twice in one answer.
    for (const record of claimed) {
      record.claim(now + leaseMs);
      this.#deadlines.add(record);
    }
    this.#dropOldForwards();
    return claimed.map((record) => record.toRecord());
  }

  list(limit: number): StoredSessionSummary[] {
    const found: StoredSessionSummary[] = [];
    for (const record of this.#records.values()) {
      if (found.length >= limit) break;
      if (this.#alive(record) !== undefined) found.push(record.toSummary());
    }
    return found;
  }

  findByUid(uid: string): StoredSessionSummary | undefined {
    return this.#alive(this.#byUid.get(uid))?.toSummary();
  }

  findByPrincipal(principal: string): StoredSessionSummary[] {
    const records = [...(this.#byPrincipal.get(principal) ?? [])];
    return records
      .filter((record) => this.#alive(record) !== undefined)
      .map((record) => record.toSummary())
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  lock(name: string, request: SessionLockRequest): MaybePromise<SessionLock | undefined> {
    return this.#locks.lock(name, request);
  }

  /** Ends locks and the waiting for them. The records stay, and the store can go on being used. */
  close(): void {
    this.#locks.close();
  }

  /** The record, unless nobody is to see it any more. */
  #alive(record: MemoryRecord | undefined): MemoryRecord | undefined {
    return record?.isAlive(this.#clock.monotonic()) === true ? record : undefined;
  }

  /** The record under a key, or under the key that it has now. */
  #find(key: string): MemoryRecord | undefined {
    const forward = this.#forwards.get(key);
    if (forward !== undefined && forward.until > this.#clock.monotonic()) {
      return forward.record.isEnded ? undefined : forward.record;
    }
    return this.#records.get(key);
  }

  #isTaken(key: string): boolean {
    if (this.#records.has(key)) return true;
    const forward = this.#forwards.get(key);
    return forward !== undefined && forward.until > this.#clock.monotonic();
  }

  #dropOldForwards(): void {
    const now = this.#clock.monotonic();
    for (const [key, { until }] of this.#forwards) {
      if (until > now) return;
      this.#forwards.delete(key);
    }
  }

  /** Moves a record in the index of principals. */
  #index(record: MemoryRecord, principal: string | undefined): void {
    if (record.principal !== undefined) {
      const others = this.#byPrincipal.get(record.principal);
      others?.delete(record);
      if (others?.size === 0) this.#byPrincipal.delete(record.principal);
    }
    record.principal = principal;
    if (principal === undefined) return;
    const same = this.#byPrincipal.get(principal);
    if (same === undefined) this.#byPrincipal.set(principal, new Set([record]));
    else same.add(record);
  }

  /**
   * Takes a deadline in wall-clock time over into time that never jumps: setting the clock of the machine then
   * neither ends sessions nor keeps them.
   */
  #setDeadline(record: MemoryRecord, expiresAt: number | undefined): void {
    if (expiresAt === undefined) {
      record.dueAt = Infinity;
      this.#deadlines.remove(record);
      return;
    }
    record.dueAt = this.#clock.monotonic() + (expiresAt - this.#clock.now());
    this.#deadlines.add(record);
  }

  /** The deadline in wall-clock time, as that clock is set now. */
  #deadlineOf(record: MemoryRecord): number | undefined {
    if (record.dueAt === Infinity) return undefined;
    return this.#clock.now() + (record.dueAt - this.#clock.monotonic());
  }
}
