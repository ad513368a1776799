import type {
  Bytes,
  PrincipalIndex,
  SessionChange,
  SessionListing,
  SessionLock,
  SessionLockRequest,
  SessionLocks,
  SessionNotices,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from 'httpsession';
import { IllegalArgumentException, SessionStoreUnavailableError } from 'httpsession';
import { numberIn, type Row } from '../common/cells.ts';
import { Claims } from '../common/claims.ts';
import { keyToBytes } from '../common/key-bytes.ts';
import { Listing } from '../common/listing.ts';
import { LockQueue } from '../common/lock-queue.ts';
import { toRecord } from '../common/records.ts';
import { indexedText } from '../common/text-bytes.ts';
import { Reader } from '../common/unreadable.ts';
import { claimStatements } from './claims.ts';
import { Connections, type Call } from './connections.ts';
import { sqlState } from './failures.ts';
import { listingPages } from './listing.ts';
import { PostgresLockTable } from './locks.ts';
import { PostgresNotices } from './notices.ts';
import { resolveOptions, type PostgresStoreOptions } from './options.ts';
import { SchemaCheck } from './schema-check.ts';
import { attributeArrays } from './statements/attribute-arrays.ts';
import { createValues } from './statements/create.ts';
import { statementsFor, type Statements } from './statements/index.ts';
import { updateValues } from './statements/update.ts';

/**
 * Keeps sessions in PostgreSQL 13 or later, for any number of processes. Make the tables with
 * `migratePostgres` first. Every method is one statement, which is its own transaction; deadlines are compared by
 * the clock of the server.
 *
 * A method rejects with `SessionStoreUnavailableError`, which says what to do, when the server cannot be asked or
 * its tables are not as they should be; `cause` is the error of `pg`, without values.
 */
export class PostgresStore implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  /** Tells of changes by all processes. Only with the option `notices`. */
  readonly subscribe?: SessionNotices['subscribe'];
  readonly #connections: Connections;
  readonly #schema: SchemaCheck;
  readonly #statements: Statements;
  readonly #reader: Reader;
  readonly #claims: Claims;
  readonly #listing: Listing;
  readonly #locks: LockQueue;
  readonly #notices: PostgresNotices | undefined;

  /** Asks nothing yet. Throws `OptionError` naming a wrong option. */
  constructor(options: PostgresStoreOptions) {
    const resolved = resolveOptions(options);
    const { tables } = resolved;
    this.#connections = new Connections(resolved.pool, resolved);
    this.#schema = new SchemaCheck(tables);
    this.#reader = new Reader(resolved.onError);
    this.#notices = resolved.notices ? new PostgresNotices(resolved.pool, tables) : undefined;
    this.#statements = statementsFor(tables, this.#notices?.channel);
    const ask = (call: Call): Promise<Row[]> => this.#ask(call);
    this.#claims = new Claims(claimStatements(ask, this.#statements), this.#reader);
    this.#listing = new Listing(listingPages(ask, this.#statements), this.#reader);
    this.#locks = new LockQueue(new PostgresLockTable(ask, this.#statements.locks));
    const notices = this.#notices;
    if (notices !== undefined) this.subscribe = (listener) => notices.subscribe(listener);
  }

  async create(record: SessionRecord): Promise<boolean> {
    const key = keyToBytes(record.key);
    if (key === undefined) throw new IllegalArgumentException('The key of a record is malformed');
    const rows = await this.#ask({
      what: 'creating a session',
      statement: this.#statements.create,
      values: () => createValues(key, record),
    });
    return rows.length > 0;
  }

  async load(key: string, known?: number): Promise<SessionRecord | 'unchanged' | undefined> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return undefined;
    const [row] = await this.#ask({
      what: 'loading a session',
      statement: this.#statements.load,
      values: () => [bytes, known ?? null],
      onlyReads: true,
    });
    if (row === undefined) return undefined;
    const record = this.#reader.tryRead(row, (found) => toRecordOf(key, found));
    return record !== undefined && record.version === known ? 'unchanged' : record;
  }

  async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return 'gone';
    const { set, removed } = change;
    const isTouch = set.size === 0 && removed.size === 0;
    const dropped = [...removed].filter((name) => !set.has(name));
    const [row] = await this.#ask({
      what: 'writing a session',
      statement: isTouch ? this.#statements.touch : this.#statements.update,
      values: () => {
        const head = updateValues(bytes, change);
        if (isTouch) return head;
        return [...head, ...attributeArrays(set), dropped.map((name) => indexedText(name).key)];
      },
    });
    const [found, changed] = (row ?? []).map(numberIn);
    if (found === 0) return 'gone';
    return changed === 0 ? 'conflict' : 'ok';
  }

  async rename(oldKey: string, newKey: string, sealedId?: Bytes): Promise<boolean> {
    const [from, to] = [keyToBytes(oldKey), keyToBytes(newKey)];
    if (from === undefined || to === undefined) return false;
    try {
      return await this.#counts({
        what: 'renaming a session',
        statement: this.#statements.rename,
        values: () => [from, to, sealedId === undefined ? null : Buffer.from(sealedId)],
      });
    } catch (error) {
      // Somebody took the new key at the same moment.
      if (stateBehind(error) === '23505') return false;
      throw error;
    }
  }

  async delete(key: string): Promise<boolean> {
    const bytes = keyToBytes(key);
    if (bytes === undefined) return false;
    return this.#counts({
      what: 'ending a session',
      statement: this.#statements.delete,
      values: () => [bytes],
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
   * Gives back the connection that listens for notices, ends the leases of locks that this store holds, and all
   * waiting for others. The pool stays open: it is yours.
   */
  async close(): Promise<void> {
    await Promise.allSettled([this.#locks.close(), this.#notices?.close()]);
  }

  async #counts(call: Call): Promise<boolean> {
    const [row] = await this.#ask(call);
    return numberIn(row?.[0]) > 0;
  }

  async #ask(call: Call): Promise<Row[]> {
    const check = this.#schema.passed(this.#connections);
    if (check !== undefined) await check;
    try {
      return await this.#connections.ask(call);
    } catch (error) {
      const state = stateBehind(error);
      if (state === '42P01' || state === '42703') this.#schema.forget();
      throw error;
    }
  }
}

/** The record, which must be that of the key: an answer to another question would be somebody else's session. */
function toRecordOf(key: string, row: Row): SessionRecord {
  const record = toRecord(row);
  if (record.key !== key) throw new Error('the server gave the record of another key');
  return record;
}

/** The SQLSTATE of the error that is the cause of one of ours. */
function stateBehind(error: unknown): string | undefined {
  return error instanceof SessionStoreUnavailableError ? sqlState(error.cause) : undefined;
}
