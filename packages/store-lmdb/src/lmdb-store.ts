import type {
  Bytes,
  Clock,
  PrincipalIndex,
  SessionChange,
  SessionListing,
  SessionLock,
  SessionLockRequest,
  SessionLocks,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from 'httpsession';
import { createStoreReport } from 'httpsession';
import { resolveOptions, type LmdbStoreOptions } from './common/options.ts';
import { Leftovers } from './file/leftovers.ts';
import { LmdbFile } from './file/lmdb-file.ts';
import { LmdbLocks } from './locks/lmdb-locks.ts';
import { LEFT_OF_LOCKS, LockEntries } from './locks/lock-entries.ts';
import { LEFT_IN_INDEXES } from './sessions/index-entries.ts';
import { SessionEntries } from './sessions/session-entries.ts';
import { SessionReads } from './sessions/session-reads.ts';
import { SessionWrites } from './sessions/session-writes.ts';

/**
 * Keeps sessions in a folder of this machine, for all its processes: they survive the end of each. Opens and
 * reads at once, without a promise; changes are collected, and made by another thread.
 */
export class LmdbStore implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  readonly #file: LmdbFile;
  readonly #reads: SessionReads;
  readonly #writes: SessionWrites;
  readonly #locks: LmdbLocks;
  readonly #leftovers: Leftovers;
  readonly #clock: Clock;
  #closing: Promise<void> | undefined;

  /**
   * Opens the folder. It waits for a write that another process is in the middle of, and 25 ms at least.
   *
   * @throws OptionError naming the option that is wrong; LmdbStoreError STORE_LMDB_OPEN when the folder cannot
   * be used: no permission, no folder, the file of another program or version, open in this process already.
   */
  constructor(options: LmdbStoreOptions) {
    const own = resolveOptions(options);
    const report = createStoreReport(options.onError);
    this.#clock = own.clock;
    this.#file = new LmdbFile(own, options);
    const entries = new SessionEntries(this.#file, report);
    this.#leftovers = new Leftovers(this.#file, [...LEFT_OF_LOCKS, ...LEFT_IN_INDEXES]);
    this.#reads = new SessionReads(this.#file, entries);
    this.#writes = new SessionWrites(this.#file, entries, () => this.#clock.now());
    this.#locks = new LmdbLocks(this.#file, new LockEntries(this.#file), this.#clock);
  }

  create(record: SessionRecord): Promise<boolean> {
    return this.#writes.create(record);
  }

  load(key: string, known?: number): SessionRecord | 'unchanged' | undefined {
    return this.#reads.load(key, known, this.#clock.now());
  }

  update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    return this.#writes.update(key, change);
  }

  rename(oldKey: string, newKey: string, sealedId?: Bytes): Promise<boolean> {
    return this.#writes.rename(oldKey, newKey, sealedId);
  }

  delete(key: string): Promise<boolean> {
    return this.#writes.delete(key);
  }

  async takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    const taken = await this.#writes.takeExpired(limit, leaseMs);
    // What was taken is worth more than what is left: that comes up again.
    if (limit > 0) await this.#leftovers.sweep(this.#clock.now()).catch(() => undefined);
    return taken;
  }

  list(limit: number): StoredSessionSummary[] {
    return this.#reads.list(limit, this.#clock.now());
  }

  findByUid(uid: string): StoredSessionSummary | undefined {
    return this.#reads.findByUid(uid, this.#clock.now());
  }

  findByPrincipal(principal: string): StoredSessionSummary[] {
    return this.#reads.findByPrincipal(principal, this.#clock.now());
  }

  lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    return this.#locks.lock(name, request);
  }

  /**
   * Lets go of locks, waits for the changes that are under way, and closes the files. From then on all methods
   * fail with STORE_LMDB_CLOSED. Safe to repeat.
   */
  close(): Promise<void> {
    // What cannot be let go of ends with its lease.
    this.#closing ??= this.#locks
      .close()
      .catch(() => undefined)
      .then(() => this.#file.close());
    return this.#closing;
  }
}
