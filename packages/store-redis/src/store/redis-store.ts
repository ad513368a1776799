import type {
  Bytes,
  MaybePromise,
  PrincipalIndex,
  SessionChange,
  SessionListing,
  SessionLock,
  SessionLockRequest,
  SessionLocks,
  SessionNotice,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from 'httpsession';
import { FORMER_KEY_MS } from 'httpsession';
import { openPort } from '../client/open-port.ts';
import type { RedisArgument } from '../client/redis-port.ts';
import type { RedisLocks } from '../locks/redis-locks.ts';
import type { NearCache } from '../near-cache/near-cache.ts';
import { noticeChannel } from '../notices/notice-payload.ts';
import { pushFields, fieldOf } from '../record/fields.ts';
import { encodeHead } from '../record/head.ts';
import { toWire } from '../record/wire-text.ts';
import { CREATE } from '../scripts/create.ts';
import { DELETE } from '../scripts/delete.ts';
import { LOAD, LOAD_NEWER } from '../scripts/load.ts';
import { RENAME } from '../scripts/rename.ts';
import { UPDATE } from '../scripts/update.ts';
import { Claims } from './claims.ts';
import { makeExtras } from './extras.ts';
import { followSession, type Ask } from './follow.ts';
import { KeySpace } from './key-space.ts';
import { Moves, sealedArgument } from './moves.ts';
import { checkOptions, type RedisStoreOptions } from './options.ts';
import { Queries } from './queries.ts';
import { readLoaded, type Loaded } from './read-record.ts';
import { Reports } from './reports.ts';
import { Server } from './server.ts';
import { isForeign } from './server-errors.ts';

/** How long a call waits for a client that is not ready: less than its own time, so that it is told why. */
const SHARE_OF_WAIT = 0.9;

/**
 * Keeps records in Redis or Valkey: on one server, behind Sentinel, or in a Cluster. Each method is one script,
 * so that it is one step of the server, by the server's own clock; `load` and `update` are one round trip.
 * `docs/reference/store-redis.md` has keys, commands and limits.
 */
export class RedisStore implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  /** As `SessionNotices.subscribe`. Not there when the option `notices` is false. */
  readonly subscribe?: (
    listener: (notice: SessionNotice) => void,
  ) => MaybePromise<() => MaybePromise<void>>;
  readonly #keys: KeySpace;
  readonly #server: Server;
  readonly #moves: Moves;
  readonly #claims: Claims;
  readonly #queries: Queries;
  readonly #reports: Reports;
  readonly #locks: RedisLocks;
  readonly #near: NearCache | undefined;
  readonly #close: () => Promise<void>;
  /** Where it is told that a record left its key, and that it changed; empty: nowhere. */
  readonly #goneChannel: string;
  readonly #changedChannel: string;

  /** @throws OptionError for the first option that is wrong */
  constructor(options: RedisStoreOptions) {
    const { prefix, partitions, notices } = checkOptions(options);
    const { timeoutMs = 1000 } = options;
    const port = openPort(options.client, timeoutMs * SHARE_OF_WAIT);
    try {
      this.#keys = new KeySpace(prefix, partitions ?? (port.cluster ? 16 : 1));
      this.#reports = new Reports(options.onError);
      this.#goneChannel = notices === false ? '' : noticeChannel(prefix);
      this.#changedChannel = notices === 'all' ? noticeChannel(prefix) : '';
      this.#server = new Server(port, options, this.#reports.report);
      this.#moves = new Moves(this.#server, this.#keys, this.#goneChannel);
      this.#claims = new Claims({
        server: this.#server,
        keys: this.#keys,
        moves: this.#moves,
        report: this.#reports.report,
      });
      this.#queries = new Queries(this.#server, this.#keys, this.#moves);
      const extras = makeExtras(options, {
        port,
        prefix,
        timeoutMs,
        report: this.#reports.report,
        server: this.#server,
        keys: this.#keys,
      });
      this.#locks = extras.locks;
      this.#near = extras.near;
      this.#close = async () => {
        try {
          await extras.close();
        } finally {
          port.close();
        }
      };
      if (notices !== false) this.subscribe = (listener) => extras.notices.subscribe(listener);
    } catch (error) {
      // Nobody can close a store that was never made.
      port.close();
      throw error;
    }
  }

  create(record: SessionRecord): MaybePromise<boolean> {
    const { key, principal, expiresAt } = record;
    const args: RedisArgument[] = [
      encodeHead(record),
      relative(expiresAt),
      toWire(record.uid),
      String(record.createdAt),
      principal === undefined ? '' : `=${toWire(principal)}`,
    ];
    pushFields(args, record.attributes);
    const keys = this.#keysOf(key);
    return this.#server.run('creating a session', CREATE, { keys, args, read: isOne });
  }

  load(key: string, known?: number): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    if (this.#near === undefined) return this.#load(key, known);
    return this.#near.load(key, known, async () => {
      const found = await this.#load(key, undefined);
      return found === 'unchanged' ? undefined : found;
    });
  }

  async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const answer = await this.#follow(key, (at, uid) =>
      this.#server.run('saving a session', UPDATE, {
        keys: this.#keysOf(at),
        args: updateArguments(change, this.#changedChannel, uid),
        read: asIs,
      }),
    );
    if (answer === 1) return 'ok';
    return answer === 2 ? 'conflict' : 'gone';
  }

  async rename(oldKey: string, newKey: string, sealedId?: Bytes): Promise<boolean> {
    const answer = await this.#follow(oldKey, (at) => this.#renameAt(at, newKey, sealedId));
    return answer === 1;
  }

  async delete(key: string): Promise<boolean> {
    const answer = await this.#follow(key, (at, uid) =>
      this.#server.run('deleting a session', DELETE, {
        keys: this.#keysOf(at),
        args: [this.#goneChannel, uid],
        read: asIs,
      }),
    );
    return answer === 1;
  }

  takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    return this.#claims.take(limit, leaseMs);
  }

  list(limit: number): Promise<StoredSessionSummary[]> {
    return this.#queries.list(limit);
  }

  findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    return this.#queries.findByUid(uid);
  }

  findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    return this.#queries.findByPrincipal(principal);
  }

  lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    return this.#locks.lock(name, request);
  }

  /** Lets go of connections that the store opened itself, and of the client, and ends the waiting for locks. */
  close(): Promise<void> {
    return this.#close();
  }

  #load(
    key: string,
    known: number | undefined,
  ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    return this.#read(key, known, (found) => {
      if (typeof found !== 'object' || !('comesFrom' in found)) return found;
      return this.#loadMoved(key, found.comesFrom);
    });
  }

  /** The session has its place here, and is here from the instant on that it has left the old one. */
  async #loadMoved(key: string, from: string): Promise<SessionRecord | undefined> {
    await this.#moves.complete(from, key);
    return this.#read(key, undefined, (found) =>
      typeof found !== 'object' || 'comesFrom' in found ? undefined : found,
    );
  }

  #renameAt(key: string, newKey: string, sealedId: Bytes | undefined): unknown {
    const [here, there] = [this.#keys.partitionOf(key), this.#keys.partitionOf(newKey)];
    if (here !== there) return this.#moves.rename(key, newKey, sealedId);
    return this.#server.run('renaming a session', RENAME, {
      keys: [...this.#keysOf(key), this.#keys.record(newKey)],
      args: [sealedArgument(sealedId), this.#goneChannel, String(FORMER_KEY_MS)],
      read: asIs,
    });
  }

  #read<T>(
    key: string,
    known: number | undefined,
    next: (found: Loaded) => MaybePromise<T>,
  ): MaybePromise<T | undefined> {
    const read = (answer: unknown): Loaded => readLoaded(key, answer, this.#reports);
    const keys = [this.#keys.record(key)];
    const loading =
      known === undefined
        ? this.#server.run('loading a session', LOAD, { keys, args: [], read })
        : this.#server.run('loading a session', LOAD_NEWER, { keys, args: [String(known)], read });
    return Promise.resolve(loading).then(next, (error: unknown) => this.#foreign(error, undefined));
  }

  /** As `followSession`; and what is under a key of ours and is not ours is reported. */
  async #follow(key: string, ask: Ask): Promise<unknown> {
    try {
      const near = this.#near;
      // What it changes is forgotten near by, under whichever key that is.
      const askAt: Ask = near ? (at, uid) => near.change(at, () => ask(at, uid)) : ask;
      const answer = await followSession(key, askAt, this.#moves);
      if (answer === -1) this.#reports.unreadable('is not of the format that this version writes');
      return answer;
    } catch (error) {
      return this.#foreign(error, 0);
    }
  }

  /** What is under a key is of another type: for us there is nothing, and somebody is to know. */
  #foreign<T>(error: unknown, nothing: T): T {
    if (!isForeign(error)) throw error;
    this.#reports.unreadable('is of another type', error);
    return nothing;
  }

  #keysOf(key: string): string[] {
    return [this.#keys.record(key), this.#keys.partitionOf(key).expiry];
  }
}

/** An instant by the clock of this process, from now on, in milliseconds; empty: never. */
function relative(instant: number | undefined): string {
  return instant === undefined ? '' : String(instant - Date.now());
}

/** A change as UPDATE takes it. */
function updateArguments(change: SessionChange, channel: string, uid: string): RedisArgument[] {
  const { ifVersion, maxInactiveMs, principal, removed } = change;
  const args: RedisArgument[] = [
    ifVersion === undefined ? '' : String(ifVersion),
    String(change.lastAccessedAt),
    maxInactiveMs === undefined ? '' : String(maxInactiveMs),
    relative(change.inUseAt),
    String(change.graceMs),
    relative(change.endsAt),
    principal === undefined ? '' : principal === null ? '-' : `=${toWire(principal)}`,
    channel,
    uid,
    String(removed.size),
  ];
  for (const name of removed) args.push(fieldOf(name));
  pushFields(args, change.set);
  return args;
}

function asIs(answer: unknown): unknown {
  return answer;
}

function isOne(answer: unknown): boolean {
  return answer === 1;
}
