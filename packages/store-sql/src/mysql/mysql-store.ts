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
} from 'httpsession';
import { IllegalArgumentException } from 'httpsession';
import { Claims } from '../common/claims.ts';
import { keyToBytes } from '../common/key-bytes.ts';
import { Listing } from '../common/listing.ts';
import { LockQueue } from '../common/lock-queue.ts';
import { textToBytes } from '../common/text-bytes.ts';
import { Reader } from '../common/unreadable.ts';
import { CheckedConnections } from './checked-connections.ts';
import { claimStatements } from './claims.ts';
import { listingPages } from './listing.ts';
import { MysqlLockTable } from './locks.ts';
import { resolveOptions, type MysqlStoreOptions } from './options.ts';
import { recordOf } from './record-rows.ts';
import { createSession, deleteSession, renameSession, updateSession } from './sessions.ts';
import { bufferOf } from './statements/attributes.ts';
import { loadStatement } from './statements/load.ts';
import type { Tables } from './tables.ts';

/** The longest uid that the column takes, in bytes. */
const LONGEST_UID = 255;

/**
 * Keeps sessions in MySQL 8 or MariaDB 10.6 and later, for any number of processes. Make the tables with
 * `migrateMysql` first. Every method is one transaction; deadlines are compared by the clock of the server.
 *
 * A method rejects with `SessionStoreUnavailableError`, which says what to do, when the server cannot be asked or
 * its tables are not as they should be; `cause` is the error of `mysql2`, without values.
 */
export class MysqlStore implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  readonly #connections: CheckedConnections;
  readonly #tables: Tables;
  readonly #reader: Reader;
  readonly #claims: Claims;
  readonly #listing: Listing;
  readonly #locks: LockQueue;

  /** Asks nothing yet. Throws `OptionError` naming a wrong option. */
  constructor(options: MysqlStoreOptions) {
    const resolved = resolveOptions(options);
    this.#tables = resolved.tables;
    this.#connections = new CheckedConnections(resolved.pool, resolved);
    this.#reader = new Reader(resolved.onError);
    this.#claims = new Claims(claimStatements(this.#connections, this.#tables), this.#reader);
    this.#listing = new Listing(listingPages(this.#connections, this.#tables), this.#reader);
    this.#locks = new LockQueue(new MysqlLockTable(this.#connections, this.#tables));
  }

  async create(record: SessionRecord): Promise<boolean> {
    const key = keyToBytes(record.key);
    if (key === undefined || textToBytes(record.uid).length > LONGEST_UID) {
      throw new IllegalArgumentException('The key or the uid of a record is malformed');
    }
    return this.#connections.ask({
      what: 'creating a session',
      work: (conversation) => createSession(conversation, this.#tables, { key, record }),
    });
  }

  async load(key: string, known?: number): Promise<SessionRecord | 'unchanged' | undefined> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return undefined;
    const rows = await this.#connections.ask({
      what: 'loading a session',
      work: (conversation) => conversation.rows(loadStatement(this.#tables, bytes, known)),
      onlyReads: true,
    });
    if (rows.length === 0) return undefined;
    const record = this.#reader.tryRead(rows, (found) => {
      const read = recordOf(found);
      // An answer to another question would be somebody else's session.
      if (read.key !== key) throw new Error('the server gave the record of another key');
      return read;
    });
    return record !== undefined && record.version === known ? 'unchanged' : record;
  }

  async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return 'gone';
    return this.#connections.ask({
      what: 'writing a session',
      work: (conversation) => updateSession(conversation, this.#tables, { key: bytes, change }),
    });
  }

  async rename(oldKey: string, newKey: string, sealedId?: Bytes): Promise<boolean> {
    const [from, to] = [keyToBytes(oldKey), keyToBytes(newKey)];
    if (from === undefined || to === undefined) return false;
    const sealed = sealedId === undefined ? null : bufferOf(sealedId);
    return this.#connections.ask({
      what: 'renaming a session',
      work: (conversation) =>
        renameSession(conversation, this.#tables, { from, to, sealedId: sealed }),
    });
  }

  async delete(key: string): Promise<boolean> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return false;
    return this.#connections.ask({
      what: 'ending a session',
      work: (conversation) => deleteSession(conversation, this.#tables, bytes),
    });
  }

  takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    return this.#claims.take(limit, leaseMs);
  }

  list(limit: number): Promise<StoredSessionSummary[]> {
    return this.#listing.list(limit);
  }

  findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    return this.#listing.findByUid(uid);
  }

  findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    return this.#listing.findByPrincipal(principal);
  }

  lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    return this.#locks.lock(name, request);
  }

  /**
   * Ends the leases of locks that this store holds, and all waiting for others. The pool stays open: it is yours.
   */
  async close(): Promise<void> {
    await Promise.allSettled([this.#locks.close()]);
  }
}
