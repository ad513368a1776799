import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../common/clock.ts';
import { SessionLockTimeoutError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { Mutex } from './mutex.ts';

/** A monitor that an async context is in. Inside, the same object is entered through `inner`. */
interface Holding {
  isHeld: boolean;
  readonly inner: Mutex;
  /** The holding of the same object that this one was taken inside of. */
  readonly outer: Holding | undefined;
}

/** One stay in a monitor. */
export interface Stay {
  /** Whether the caller was in there before. */
  readonly isNested: boolean;
  /** Runs what belongs to the stay: calls inside find that they are in. */
  run<T>(fn: () => T): T;
  /** Lets the next one in. */
  leave(): void;
}

/**
 * Java's monitors, across awaits (R26): one holder for each object, in this process. Re-entrant: a call inside a
 * holder waits only for other calls inside the same holder, so nesting never waits for itself and parallel branches
 * of one holder still take turns.
 */
export class Monitors<Key extends object> {
  readonly #clock: Clock;
  /** What a timeout says was waited for. */
  readonly #what: string;
  readonly #holdings = new AsyncLocalStorage<ReadonlyMap<Key, Holding>>();
  readonly #locks = new WeakMap<Key, Mutex>();

  constructor(clock: Clock, what: string) {
    this.#clock = clock;
    this.#what = what;
  }

  /** @throws SessionLockTimeoutError when others are in for longer than `timeoutMs` */
  async enter(key: Key, timeoutMs: number): Promise<Stay> {
    const around = this.#holdings.getStore();
    const outer = heldBy(around?.get(key));
    const mutex = outer?.inner ?? this.#lockOf(key);
    if (!(await mutex.acquire(timeoutMs))) throw new SessionLockTimeoutError(timeoutMs, this.#what);
    const holding: Holding = { isHeld: true, inner: new Mutex(this.#clock), outer };
    const holdings = new Map(around).set(key, holding);
    return {
      isNested: outer !== undefined,
      run: (fn) => this.#holdings.run(holdings, fn),
      leave() {
        // Work that was left running behind the stay holds nothing any more.
        holding.isHeld = false;
        mutex.release();
      },
    };
  }

  /** Runs `fn` while nobody else is in the monitor of `key`. */
  async run<T>(key: Key, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T> {
    const stay = await this.enter(key, timeoutMs);
    try {
      return await stay.run(fn);
    } finally {
      stay.leave();
    }
  }

  #lockOf(key: Key): Mutex {
    let lock = this.#locks.get(key);
    if (lock === undefined) this.#locks.set(key, (lock = new Mutex(this.#clock)));
    return lock;
  }
}

/** The innermost one that is still held: work that was left running may outlive the inner ones. */
function heldBy(holding: Holding | undefined): Holding | undefined {
  let held = holding;
  while (held?.isHeld === false) held = held.outer;
  return held;
}
