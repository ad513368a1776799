import type { Clock, Timer } from '../common/clock.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { SessionLock, SessionLockRequest } from './store.ts';

interface Waiter {
  readonly leaseMs: number;
  readonly timer: Timer;
  readonly answer: (lock: SessionLock | undefined) => void;
}

interface Holder {
  readonly token: number;
  lease: Timer;
}

interface Queue {
  holder: Holder | undefined;
  /** In the order in which they came. */
  readonly waiting: Set<Waiter>;
}

/** Locks with leases for the users of one process, first come, first served. */
export class MemoryLocks {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Queue>();
  /** One count for all names, so that nothing has to be remembered of a lock that nobody holds. */
  #tokens = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As `SessionLocks.lock`. At once when the lock is free or `waitMs` is 0 or less. */
  lock(
    name: string,
    { leaseMs, waitMs }: SessionLockRequest,
  ): MaybePromise<SessionLock | undefined> {
    const queue = this.#queues.get(name) ?? { holder: undefined, waiting: new Set<Waiter>() };
    this.#queues.set(name, queue);
    if (queue.holder === undefined) return this.#give(name, queue, leaseMs);
    if (waitMs <= 0) return undefined;
    return new Promise((resolve) => {
      const giveUp = (): void => {
        queue.waiting.delete(waiter);
        resolve(undefined);
      };
      const timer = this.#clock.after(waitMs, giveUp);
      const waiter: Waiter = { leaseMs, timer, answer: resolve };
      queue.waiting.add(waiter);
    });
  }

  /** Ends all leases and all waiting. */
  close(): void {
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    for (const queue of queues) {
      queue.holder?.lease.cancel();
      queue.holder = undefined;
      for (const waiter of queue.waiting) {
        waiter.timer.cancel();
        waiter.answer(undefined);
      }
      queue.waiting.clear();
    }
  }

  #give(name: string, queue: Queue, leaseMs: number): SessionLock {
    this.#tokens += 1;
    const lease = (ms: number): Timer => this.#clock.after(ms, () => void end());
    const holder: Holder = { token: this.#tokens, lease: lease(leaseMs) };
    const isHeld = (): boolean => queue.holder === holder;
    const end = (): boolean => {
      if (!isHeld()) return false;
      holder.lease.cancel();
      this.#passOn(name, queue);
      return true;
    };
    const renew = (ms: number): boolean => {
      if (!isHeld()) return false;
      holder.lease.cancel();
      holder.lease = lease(ms);
      return true;
    };
    queue.holder = holder;
    return { token: holder.token, renew, release: end };
  }

  #passOn(name: string, queue: Queue): void {
    queue.holder = undefined;
    const [next] = queue.waiting;
    if (next === undefined) {
      this.#queues.delete(name);
      return;
    }
    queue.waiting.delete(next);
    next.timer.cancel();
    next.answer(this.#give(name, queue, next.leaseMs));
  }
}
