import { setTimeout as sleep } from 'node:timers/promises';
import { StoreGuard } from 'httpsession';
import { DEFAULT_TIMEOUT_MS, type SqlStoreOptions } from '../common/options.ts';
import { breaksConnection, explained, isUndone, isUnreachable, serverError } from './failures.ts';
import type { MysqlConnection, MysqlPool } from './pool.ts';
import { Session } from './session.ts';

/** One call to the server: some statements over one connection. */
export interface Call<T> {
  /** For errors: `loading a session`. */
  readonly what: string;
  /** Asked again as a whole when it is known that nothing has happened. */
  readonly work: (session: Session) => Promise<T>;
  /** It changes nothing, so that it is asked again when the connection breaks under it. */
  readonly onlyReads?: boolean;
}

/** How often a call is made at most, when the server is known to have undone it. */
const TRIES = 5;
/** The same, when the connection was lost before anything was done. */
const TRIES_OF_LOST = 3;
const RETRY_MS = 5;

/** A connection that was idle for so long is asked whether it still is one. Servers end idle connections. */
const IDLE_MS = 1000;

/** Asks the server over the connections of a pool. Its rejections say what to do. */
export class Connections {
  readonly #pool: MysqlPool;
  readonly #guard: StoreGuard;
  #maxPacket = Infinity;
  readonly #timeoutMs: number;
  readonly #usedAt = new WeakMap<MysqlConnection, number>();

  constructor(pool: MysqlPool, options: Pick<SqlStoreOptions, 'timeoutMs' | 'maxPending'>) {
    this.#pool = pool;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#guard = new StoreGuard({
      name: 'MySQL',
      timeoutMs: this.#timeoutMs,
      ...(options.maxPending === undefined ? {} : { maxPending: options.maxPending }),
      isFailure: isUnreachable,
    });
  }

  /** Says how many bytes the server takes at once. */
  limitPackets(bytes: number): void {
    this.#maxPacket = bytes;
  }

  /** @throws SessionStoreUnavailableError, by rejecting, whose `cause` is the error of the driver */
  async ask<T>(call: Call<T>): Promise<T> {
    try {
      return await this.#guard.run(call.what, () => this.#tryOften(call));
    } catch (error) {
      throw explained(call.what, error);
    }
  }

  async #tryOften<T>(call: Call<T>): Promise<T> {
    const giveUpAt = performance.now() + this.#timeoutMs;
    for (let tries = 1; ; tries += 1) {
      const progress = { mayHaveHappened: false };
      try {
        return await this.#tryOnce(call, giveUpAt, progress);
      } catch (error) {
        const nothingHappened = call.onlyReads === true || !progress.mayHaveHappened;
        const most = mostTries(error, nothingHappened);
        if (tries >= most || performance.now() >= giveUpAt) throw error;
        await sleep(RETRY_MS * tries * (1 + Math.random()));
      }
    }
  }

  async #tryOnce<T>(
    { work }: Call<T>,
    giveUpAt: number,
    progress: { mayHaveHappened: boolean },
  ): Promise<T> {
    const connection = await this.#connection();
    let isUsable = false;
    try {
      const session = new Session(connection, { giveUpAt, progress, maxPacket: this.#maxPacket });
      const result = await work(session);
      isUsable = true;
      return result;
    } catch (error) {
      isUsable = !breaksConnection(error);
      throw error;
    } finally {
      // A transaction that is not over, or an answer that may still come, ends with its connection.
      if (isUsable) connection.release();
      else connection.destroy();
      this.#usedAt.set(connection, performance.now());
    }
  }

  /** A connection that was alive a moment ago. */
  async #connection(): Promise<MysqlConnection> {
    for (;;) {
      const connection = await this.#pool.getConnection();
      const usedAt = this.#usedAt.get(connection);
      if (usedAt === undefined || performance.now() - usedAt < IDLE_MS) return connection;
      this.#usedAt.delete(connection);
      try {
        await connection.ping();
        return connection;
      } catch {
        connection.destroy();
      }
    }
  }
}

/** How often a call is made at most that ended so. */
function mostTries(error: unknown, nothingHappened: boolean): number {
  if (isUndone(error)) return TRIES;
  const isLost = serverError(error) === undefined && isUnreachable(error);
  return isLost && nothingHappened ? TRIES_OF_LOST : 1;
}
