import { setTimeout as sleep } from 'node:timers/promises';
import type { MaybePromise, SessionLock, SessionLockRequest } from 'httpsession';
import { indexedText } from './text-bytes.ts';

/** What who asks for a lock gets: the lock, a place in its queue, or neither. */
export interface LockAnswer {
  readonly token?: number;
  readonly ticket?: number;
}

/**
 * The tables of locks, as a `LockQueue` asks them. Times are in milliseconds from now. Who is told that the server did
 * not answer in time has nothing: what the server gives all the same is given back.
 */
export interface LockTable {
  /** Takes the lock, or a place in its queue for `placeMs` if that is not 0. */
  ask(name: Buffer, leaseMs: number, placeMs: number): Promise<LockAnswer>;
  /** The same for who has a place already: the token, or the ticket of the place. */
  askAgain(waiting: {
    readonly name: Buffer;
    readonly leaseMs: number;
    readonly placeMs: number;
    readonly ticket: number;
  }): Promise<LockAnswer>;
  /** Gives a place back. */
  leave(ticket: number): Promise<void>;
  /** Starts a lease again. False when it had ended. */
  renew(name: Buffer, token: number, leaseMs: number): Promise<boolean>;
  /** Ends leases, and gives how many of them were held. */
  release(held: readonly (readonly [token: number, name: Buffer])[]): Promise<number>;
}

/** How soon who waits asks again, in milliseconds; longer each time. */
const FIRST_PAUSE_MS = 15;
const LAST_PAUSE_MS = 100;

/** How long a place in the queue is kept for a process that does not ask any more. */
const PLACE_MS = 2000;

/** Somebody of this process who waits for a lock. */
interface Waiter {
  readonly name: Buffer;
  readonly leaseMs: number;
  readonly until: number;
  ticket: number;
  /** Ends the present pause. */
  wake: AbortController;
}

/**
 * Locks as rows with a lease. Who waits has a place in a queue, in the order of coming, and asks again and again;
 * the release by the same process wakes it at once.
 */
export class LockQueue {
  readonly #table: LockTable;
  readonly #waiters = new Set<Waiter>();
  /** Held by this process, by their tokens. */
  readonly #held = new Map<number, Buffer>();
  /** The last question for each name: the next one waits for its answer, so that the queue has our order. */
  readonly #asking = new Map<string, Promise<unknown>>();
  #closings = 0;

  constructor(table: LockTable) {
    this.#table = table;
  }

  /** As `SessionLocks.lock`. */
  async lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    const { leaseMs, waitMs } = request;
    const until = performance.now() + waitMs;
    const closings = this.#closings;
    const { key } = indexedText(name);
    const { token, ticket } = await this.#inOrder(name, () =>
      this.#table.ask(key, leaseMs, waitMs > 0 ? PLACE_MS : 0),
    );
    if (token !== undefined) return this.#holdUnlessClosed(key, token, closings);
    if (ticket === undefined) return undefined;
    return this.#wait({ name: key, leaseMs, until, ticket, wake: new AbortController() }, closings);
  }

  /** Ends all leases of this process, and all waiting. */
  async close(): Promise<void> {
    this.#closings += 1;
    for (const waiter of this.#waiters) waiter.wake.abort();
    const held = [...this.#held];
    this.#held.clear();
    if (held.length > 0) await this.#table.release(held);
  }

  async #wait(waiter: Waiter, closings: number): Promise<SessionLock | undefined> {
    this.#waiters.add(waiter);
    const { name, leaseMs } = waiter;
    try {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
        await this.#pause(waiter, pause);
        if (this.#closings !== closings || performance.now() >= waiter.until) break;
        const asked = { name, leaseMs, placeMs: PLACE_MS, ticket: waiter.ticket };
        const { token, ticket } = await this.#table.askAgain(asked);
        if (token !== undefined) return await this.#holdUnlessClosed(name, token, closings);
        waiter.ticket = ticket ?? waiter.ticket;
      }
    } finally {
      this.#waiters.delete(waiter);
    }
    await this.#table.leave(waiter.ticket);
    return undefined;
  }

  async #pause(waiter: Waiter, ms: number): Promise<void> {
    const rest = waiter.until - performance.now();
    const { signal } = waiter.wake;
    // Aborting it is how it ends early: that is no failure.
    await sleep(Math.max(0, Math.min(ms, rest)), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) waiter.wake = new AbortController();
  }

  /** Who closed the store while it was asked wants no lock any more. */
  async #holdUnlessClosed(
    name: Buffer,
    token: number,
    closings: number,
  ): Promise<SessionLock | undefined> {
    if (this.#closings === closings) return this.#hold(name, token);
    await this.#table.release([[token, name]]);
    return undefined;
  }

  #hold(name: Buffer, token: number): SessionLock {
    this.#held.set(token, name);
    return {
      token,
      renew: (leaseMs): MaybePromise<boolean> => this.#table.renew(name, token, leaseMs),
      release: async () => {
        this.#held.delete(token);
        const released = await this.#table.release([[token, name]]);
        for (const waiter of this.#waiters) if (waiter.name.equals(name)) waiter.wake.abort();
        return released > 0;
      },
    };
  }

  async #inOrder<T>(name: string, question: () => Promise<T>): Promise<T> {
    const before = this.#asking.get(name) ?? Promise.resolve();
    const answer = before.then(question, question);
    this.#asking.set(name, answer);
    try {
      return await answer;
    } finally {
      if (this.#asking.get(name) === answer) this.#asking.delete(name);
    }
  }
}
