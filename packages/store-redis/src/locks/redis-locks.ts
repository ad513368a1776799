import type { MaybePromise, SessionLock, SessionLockRequest } from 'httpsession';
import type { RedisScript } from '../client/redis-port.ts';
import { later } from '../client/timing.ts';
import type { MessageLine } from '../notices/message-line.ts';
import { ACQUIRE, RELEASE, RENEW } from './lock-scripts.ts';
import { TakingBack } from './taking-back.ts';

/** The keys of one lock; they have one hash tag. */
export interface LockKeys {
  /** The holder and its token, for as long as its lease. */
  readonly lock: string;
  /** Who waits, in the order in which they came. */
  readonly queue: string;
  /** Until when each of them is waited for without being heard of. */
  readonly alive: string;
  /** The last token of all locks with this hash tag. */
  readonly tokens: string;
}

/** Runs a script behind the guard of the store. `what` says for errors what it does. */
type RunScript = (
  what: string,
  script: RedisScript,
  data: { readonly keys: readonly string[]; readonly args: readonly string[] },
) => MaybePromise<unknown>;

/** What `RedisLocks` are made of. */
export interface RedisLocksOptions {
  readonly run: RunScript;
  readonly keysOf: (name: string) => LockKeys;
  /** On which those who wait are told that it is their turn. */
  readonly line: MessageLine;
}

/** Somebody who asks for a lock, or has it. */
interface Taker {
  readonly keys: LockKeys;
  /** Names it among all on the server. */
  readonly holder: string;
  readonly leaseMs: number;
}

/** Somebody who waits. A word may come before the answer to which it is the sequel. */
interface Waiter {
  isTold: boolean;
  /** Ends its pause, if it makes one. */
  wake: (() => void) | undefined;
}

/** How often somebody who waits asks again, in milliseconds: the lease of a holder that died ends unannounced. */
const ASK_EVERY_MS = 500;
/** The same while no word can come, as the connection for it is lost. */
const ASK_UNTOLD_MS = 50;
/** Who waits and does not ask again for so long is dead, in milliseconds. */
const ALIVE_MS = 4 * ASK_EVERY_MS;

/** Locks with leases for the users of one server, first come, first served. */
export class RedisLocks {
  readonly #options: RedisLocksOptions;
  /** Who waits, by the name that words for it have. */
  readonly #waiters = new Map<string, Waiter>();
  readonly #takingBack = new TakingBack();
  #count = 0;
  #isClosed = false;
  #stopListening: Promise<() => Promise<void>> | undefined;

  constructor(options: RedisLocksOptions) {
    this.#options = options;
  }

  /** As `SessionLocks.lock`. */
  async lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    if (this.#isClosed) return undefined;
    this.#count += 1;
    const taker: Taker = {
      keys: this.#options.keysOf(name),
      holder: `${this.#options.line.instance}.${this.#count}`,
      leaseMs: wholeMs(request.leaseMs),
    };
    const waits = request.waitMs > 0;
    const endsAt = performance.now() + request.waitMs;
    // Most are free: only who has to wait listens for a word.
    const first = await this.#askOrTakeBack(taker, waits);
    // It may have been closed meanwhile.
    if (this.#hasClosed()) {
      this.#takeBack(taker);
      return undefined;
    }
    if (typeof first === 'string') return this.#held(taker, first);
    if (!waits) return undefined;
    const waiter: Waiter = { isTold: false, wake: undefined };
    this.#waiters.set(taker.holder, waiter);
    try {
      await this.#listen();
      return await this.#waitFor(taker, waiter, endsAt);
    } finally {
      this.#waiters.delete(taker.holder);
      if (this.#waiters.size === 0) this.#listenNoMore();
    }
  }

  /** Ends all waiting; those who wait get nothing. What is held stays held until its lease ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#takingBack.close();
    for (const waiter of this.#waiters.values()) waiter.wake?.();
    const stop = await this.#stopListening;
    await stop?.();
  }

  async #waitFor(taker: Taker, waiter: Waiter, endsAt: number): Promise<SessionLock | undefined> {
    for (;;) {
      // It asks once more as soon as it hears: the lock may have become free before.
      const answer = await this.#askOrTakeBack(taker, true);
      if (typeof answer === 'string') {
        if (!this.#isClosed) return this.#held(taker, answer);
        break;
      }
      const left = endsAt - performance.now();
      if (left <= 0 || this.#isClosed) break;
      await pause(waiter, Math.min(left, this.#pauseFor(answer)));
    }
    await this.#release(taker);
    return undefined;
  }

  #hasClosed(): boolean {
    return this.#isClosed;
  }

  /** How long to wait before asking again, when the holder's lease has `leaseLeft`, in milliseconds. */
  #pauseFor(leaseLeft: number): number {
    if (!this.#options.line.isUp) return ASK_UNTOLD_MS;
    return leaseLeft < 0 ? ASK_UNTOLD_MS : Math.min(leaseLeft + 1, ASK_EVERY_MS);
  }

  /**
   * The token, or how long the present lease still is. When it was sent and no answer came, nobody knows whether it
   * got the lock.
   */
  async #askOrTakeBack(taker: Taker, waits: boolean): Promise<string | number> {
    const { keys, holder, leaseMs } = taker;
    // What it throws and does not reject with was never sent: the lock is not ours.
    const asked = this.#options.run('locking a session', ACQUIRE, {
      keys: [keys.lock, keys.queue, keys.alive, keys.tokens],
      args: [holder, String(leaseMs), waits ? String(ALIVE_MS) : '0'],
    });
    try {
      const answer = await asked;
      return typeof answer === 'number' ? answer : String(answer);
    } catch (error) {
      this.#takeBack(taker);
      throw error;
    }
  }

  /** Nobody waits for this: what cannot be taken back ends with its lease. */
  #takeBack(taker: Taker): void {
    void this.#takingBack.tryNow(() => this.#release(taker));
  }

  #held(taker: Taker, token: string): SessionLock {
    const { keys, holder } = taker;
    return {
      token: Number(token),
      renew: async (leaseMs) => {
        const args = [holder, String(wholeMs(leaseMs))];
        const data = { keys: [keys.lock], args };
        return (await this.#options.run('renewing a lock', RENEW, data)) === 1;
      },
      release: () => this.#release(taker),
    };
  }

  async #release({ keys, holder }: Taker): Promise<boolean> {
    const answer = await this.#options.run('releasing a lock', RELEASE, {
      keys: [keys.lock, keys.queue, keys.alive],
      args: [holder, this.#options.line.wordChannelPrefix],
    });
    return answer === 1;
  }

  async #listen(): Promise<void> {
    this.#stopListening ??= this.#options.line.listen({
      onWord: (word) => {
        const waiter = word.startsWith('w') ? this.#waiters.get(word.slice(1)) : undefined;
        if (waiter === undefined) return;
        waiter.isTold = true;
        waiter.wake?.();
      },
    });
    await this.#stopListening;
  }

  #listenNoMore(): void {
    const listening = this.#stopListening;
    this.#stopListening = undefined;
    void listening?.then((stop) => stop());
  }
}

/** Waits for a word, at most `ms` milliseconds. */
function pause(waiter: Waiter, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      cancel();
      waiter.isTold = false;
      waiter.wake = undefined;
      resolve();
    };
    const cancel = later(ms, wake);
    waiter.wake = wake;
    if (waiter.isTold) wake();
  });
}

/** Servers count whole milliseconds; a lease of none would be an error there. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}
