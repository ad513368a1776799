import { plainError } from './plain-error.ts';
import type { ConnectOptions, RedisConnection } from './redis-port.ts';
import { later, within } from './timing.ts';

/** What a `StandingConnection` is made of. */
export interface StandingConnectionOptions {
  /** What reports call it, such as `the connection for notices`. */
  readonly name: string;
  /** Opens a connection. */
  readonly connect: (options: ConnectOptions) => Promise<RedisConnection>;
  /** Makes a fresh connection ready, as by subscribing. */
  readonly prepare: (connection: RedisConnection) => Promise<void>;
  /** How long `connect` and `prepare` may take, each, in milliseconds. */
  readonly timeoutMs: number;
  /** It is there, for the first time or again. */
  readonly onUp: () => void;
  /** It was there, and is lost. */
  readonly onDown: () => void;
  /** Told of the first failure of an outage. */
  readonly report: (error: Error) => void;
}

/** The pauses between tries: the first, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** Outages that follow one another sooner than this, in milliseconds, are one for the reports. */
const REPORT_EVERY_MS = 10_000;

/**
 * A connection of our own that is made again whenever it is lost. Each is a new one, prepared from the start:
 * nothing depends on what a driver restores by itself.
 */
export class StandingConnection {
  readonly #options: StandingConnectionOptions;
  #current: RedisConnection | undefined;
  #state: 'idle' | 'open' | 'closed' = 'idle';
  #pauseMs = FIRST_PAUSE_MS;
  #cancelPause: (() => void) | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StandingConnectionOptions) {
    this.#options = options;
  }

  /** Whether the connection is there and ready. */
  get isUp(): boolean {
    return this.#current !== undefined;
  }

  /** Begins. Resolves after the first try, whether it succeeded or not; never rejects. */
  async open(): Promise<void> {
    if (this.#state !== 'idle') return;
    this.#state = 'open';
    await this.#try();
  }

  /** Gives the present connection up, as something is wrong with it, and makes another. */
  drop(): void {
    const lost = this.#current;
    if (lost === undefined) return;
    this.#current = undefined;
    void lost.close();
    this.#options.onDown();
    this.#tryLater();
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#cancelPause?.();
    const last = this.#current;
    this.#current = undefined;
    await last?.close();
  }

  async #try(): Promise<void> {
    try {
      const connection = await this.#make();
      // `close` may have come meanwhile.
      if (this.#isClosed()) {
        await connection.close();
        return;
      }
      this.#current = connection;
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#pauseMs = FIRST_PAUSE_MS;
    const made = this.#current;
    this.#options.onUp();
    made.onLost(() => {
      if (this.#current === made) this.drop();
    });
  }

  async #make(): Promise<RedisConnection> {
    const { connect, prepare, timeoutMs } = this.#options;
    const connection = await connect({ timeoutMs });
    try {
      await within(timeoutMs, prepare(connection), () => silent(timeoutMs));
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #failed(error: unknown): void {
    if (this.#isClosed()) return;
    const now = performance.now();
    if (now - this.#reportedAt > REPORT_EVERY_MS) {
      this.#options.report(
        new Error(`${this.#options.name} cannot be made; it is tried again and again`, {
          cause: plainError(error),
        }),
      );
    }
    this.#reportedAt = now;
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#isClosed()) return;
    // Processes that lost the same server do not come back in step.
    const pause = this.#pauseMs * (0.75 + Math.random() / 4);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#cancelPause = later(pause, () => void this.#try());
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }
}

function silent(ms: number): Error {
  return new Error(`Redis did not answer within ${ms} ms`);
}
