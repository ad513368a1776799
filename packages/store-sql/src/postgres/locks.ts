import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionLock, SessionLockRequest } from 'httpsession';
import { numberIn, optionalNumberIn, type Row } from '../common/cells.ts';
import { indexedText } from '../common/text-bytes.ts';
import type { Call } from './connections.ts';
import type { LockStatements } from './statements/locks.ts';
import type { Statement } from './statements/statement.ts';

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
  readonly ticket: number;
  /** Ends the present pause. */
  wake: AbortController;
}

/**
 * Locks as rows with a lease. Who waits has a place in a queue, in the order of coming, and asks again and again;
 * the release by the same process wakes it at once.
 */
export class PostgresLocks {
  readonly #ask: (call: Call) => Promise<Row[]>;
  readonly #statements: LockStatements;
  readonly #waiters = new Set<Waiter>();
  /** Held by this process, by their tokens. */
  readonly #held = new Map<number, Buffer>();
  /** The last question for each name: the next one waits for its answer, so that the queue has our order. */
  readonly #asking = new Map<string, Promise<unknown>>();
  #closings = 0;

  constructor(ask: (call: Call) => Promise<Row[]>, statements: LockStatements) {
    this.#ask = ask;
    this.#statements = statements;
  }

  /** As `SessionLocks.lock`. */
  async lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    const { leaseMs, waitMs } = request;
    const until = performance.now() + waitMs;
    const closings = this.#closings;
    const { key } = indexedText(name);
    const [row] = await this.#inOrder(name, () =>
      this.#query(this.#statements.ask, [key, leaseMs, waitMs > 0 ? PLACE_MS : 0]),
    );
    const token = optionalNumberIn(row?.[0]);
    if (token !== undefined) return this.#hold(key, token);
    const ticket = optionalNumberIn(row?.[1]);
    if (ticket === undefined) return undefined;
    const waiter = { name: key, leaseMs, until, ticket, wake: new AbortController() };
    return this.#wait(waiter, closings);
  }

  /** Ends all leases of this process, and all waiting. */
  async close(): Promise<void> {
    this.#closings += 1;
    for (const waiter of this.#waiters) waiter.wake.abort();
    const held = [...this.#held];
    this.#held.clear();
    if (held.length > 0) await this.#release(held);
  }

  async #wait(waiter: Waiter, closings: number): Promise<SessionLock | undefined> {
    this.#waiters.add(waiter);
    const { name, leaseMs, ticket } = waiter;
    try {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
        await this.#pause(waiter, pause);
        const isOver = this.#closings !== closings || performance.now() >= waiter.until;
        if (isOver) break;
        const [row] = await this.#query(this.#statements.askAgain, [
          name,
          leaseMs,
          PLACE_MS,
          ticket,
        ]);
        const token = optionalNumberIn(row?.[0]);
        if (token !== undefined) return this.#hold(name, token);
      }
    } finally {
      this.#waiters.delete(waiter);
    }
    await this.#query(this.#statements.leave, [ticket]);
    return undefined;
  }

  async #pause(waiter: Waiter, ms: number): Promise<void> {
    const rest = waiter.until - performance.now();
    const { signal } = waiter.wake;
    // Aborting it is how it ends early: that is no failure.
    await sleep(Math.max(0, Math.min(ms, rest)), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) waiter.wake = new AbortController();
  }

  #hold(name: Buffer, token: number): SessionLock {
    this.#held.set(token, name);
    return {
      token,
      renew: async (leaseMs) => {
        const rows = await this.#query(this.#statements.renew, [name, token, leaseMs]);
        return rows.length > 0;
      },
      release: async () => {
        this.#held.delete(token);
        return (await this.#release([[token, name]])) > 0;
      },
    };
  }

  async #release(held: readonly (readonly [number, Buffer])[]): Promise<number> {
    const names = held.map(([, name]) => name);
    const tokens = held.map(([token]) => token);
    const rows = await this.#query(this.#statements.release, [names, tokens]);
    for (const waiter of this.#waiters) {
      if (names.some((name) => name.equals(waiter.name))) waiter.wake.abort();
    }
    return rows.map(([token]) => numberIn(token)).length;
  }

  async #inOrder(name: string, question: () => Promise<Row[]>): Promise<Row[]> {
    const before = this.#asking.get(name) ?? Promise.resolve();
    const answer = before.then(question, question);
    this.#asking.set(name, answer);
    try {
      return await answer;
    } finally {
      if (this.#asking.get(name) === answer) this.#asking.delete(name);
    }
  }

  #query(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.#ask({ what: 'locking a session', statement, values: () => values });
  }
}
