import { setTimeout as sleep } from 'node:timers/promises';
import { StoreGuard } from 'httpsession';
import { guardOptions, type CallOptions } from '../common/guard-options.ts';
import { guarded } from '../common/guarded.ts';
import { DEFAULT_TIMEOUT_MS } from '../common/options.ts';
import {
  breaksConnection,
  explained,
  isUndone,
  isUnreachable,
  serverError,
  speakable,
} from './failures.ts';
import { LiveConnections } from './live-connections.ts';
import type { MysqlPool } from './pool.ts';
import { ANY_SERVER, type ServerTraits } from './server-traits.ts';
import { Conversation } from './conversation.ts';

/** One call to the server: some statements over one connection. */
export interface Call<T> {
  /** For errors: `loading a session`. */
  readonly what: string;
  /** Asked again as a whole when it is known that nothing has happened. */
  readonly work: (conversation: Conversation) => Promise<T>;
  /** It changes nothing, so that it is asked again when the connection breaks under it. */
  readonly onlyReads?: boolean;
  /** Gets an answer that came when nobody waited for it any more. */
  readonly onLate?: (answer: T) => unknown;
}

/** How often a call is made at most, when the server is known to have undone it. */
const TRIES = 5;
/** The same, when the connection was lost before anything was done. */
const TRIES_OF_LOST = 3;
const RETRY_MS = 5;

/** A ping takes no more than this part of the time of a call: others of the pool may be dead as well. */
const PING_PART = 1 / 3;

/** Asks the server over the connections of a pool. Its rejections say what to do. */
export class Connections {
  readonly #live: LiveConnections;
  readonly #guard: StoreGuard;
  #server = ANY_SERVER;
  readonly #timeoutMs: number;

  constructor(pool: MysqlPool, options: CallOptions) {
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#live = new LiveConnections(pool, this.#timeoutMs * PING_PART);
    this.#guard = new StoreGuard({
      name: 'MySQL',
      timeoutMs: this.#timeoutMs,
      ...guardOptions(options),
      isFailure: isUnreachable,
    });
  }

  /** Says what was found out of the server. */
  serverIs(server: ServerTraits): void {
    this.#server = server;
  }

  /** @throws SessionStoreUnavailableError, by rejecting, whose `cause` is what may be told of the driver's error */
  async ask<T>(call: Call<T>): Promise<T> {
    try {
      const { what, onLate } = call;
      return await guarded(this.#guard, { what, work: () => this.#tryOften(call), onLate });
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
        if (tries >= most || performance.now() >= giveUpAt) throw speakable(error);
        await sleep(RETRY_MS * tries * (1 + Math.random()));
      }
    }
  }

  async #tryOnce<T>(
    { work }: Call<T>,
    giveUpAt: number,
    progress: { mayHaveHappened: boolean },
  ): Promise<T> {
    const connection = await this.#live.take(giveUpAt);
    let isUsable = false;
    try {
      const conversation = new Conversation(connection, {
        giveUpAt,
        progress,
        server: this.#server,
      });
      const result = await work(conversation);
      isUsable = true;
      return result;
    } catch (error) {
      isUsable = !breaksConnection(error);
      throw error;
    } finally {
      // A transaction that is not over, or an answer that may still come, ends with its connection.
      this.#live.giveBack(connection, isUsable);
    }
  }
}

/** How often a call is made at most that ended so. */
function mostTries(error: unknown, nothingHappened: boolean): number {
  if (isUndone(error)) return TRIES;
  const isLost = serverError(error) === undefined && isUnreachable(error);
  return isLost && nothingHappened ? TRIES_OF_LOST : 1;
}
