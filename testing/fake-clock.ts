import type { Clock, Timer } from 'httpsession';

/** The longest delay that a Node timer takes, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Appointment {
  dueAt: number;
  order: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. Starts on a fixed day. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 0, 15, 12);
  #monotonic = 5_000;
  #order = 0;
  readonly #timers = new Set<Appointment>();
  readonly #turns = new Set<() => void>();

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** As Node's own timers: a delay that is too long for them fires almost at once. */
  after(ms: number, callback: () => void): Timer {
    const delay = ms >= 1 && ms <= MAX_TIMER_MS ? ms : 1;
    const appointment = { dueAt: this.#monotonic + delay, order: this.#order++, callback };
    this.#timers.add(appointment);
    return { cancel: () => this.#timers.delete(appointment) };
  }

  /** Really in the next turn of the event loop, or within `advance`, whichever is first. */
  nextTurn(callback: () => void): Timer {
    const once = (): void => {
      if (this.#turns.delete(once)) callback();
    };
    this.#turns.add(once);
    setImmediate(once);
    return { cancel: () => this.#turns.delete(once) };
  }

  /** How many timers wait. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Lets time pass and fires what becomes due, in order, each at its own moment. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    this.#takeTurns();
    for (let next = this.#nextDue(end); next !== undefined; next = this.#nextDue(end)) {
      this.#timers.delete(next);
      this.pass(Math.max(0, next.dueAt - this.#monotonic));
      next.callback();
      this.#takeTurns();
    }
    this.pass(end - this.#monotonic);
  }

  /** Lets time pass while every timer is late, as on a machine that is busy with something else. */
  pass(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }

  /** Sets the wall clock off, as a correction by the operating system does. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  #nextDue(end: number): Appointment | undefined {
    let first: Appointment | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt > end) continue;
      if (
        first === undefined ||
        timer.dueAt < first.dueAt ||
        (timer.dueAt === first.dueAt && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }

  // A turn may ask for another one; a fake day has a limited number of them.
  #takeTurns(): void {
    for (let taken = 0; this.#turns.size > 0; taken += 1) {
      if (taken > 100_000)
        throw new Error('nextTurn() is asked for again and again without an end');
      for (const turn of [...this.#turns]) turn();
    }
  }
}
