import type { Clock, Timer } from 'httpsession';

interface Appointment {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. Starts on a fixed day. */
export class FakeClock implements Clock {
  #passed = 0;
  readonly #appointments = new Set<Appointment>();

  now(): number {
    return Date.UTC(2026, 0, 15, 12) + this.#passed;
  }

  monotonic(): number {
    return this.#passed;
  }

  after(ms: number, callback: () => void): Timer {
    const appointment = { dueAt: this.#passed + Math.max(1, ms), callback };
    this.#appointments.add(appointment);
    return { cancel: () => this.#appointments.delete(appointment) };
  }

  /** Really in the next turn of the event loop: what a turn is does not depend on the time. */
  nextTurn(callback: () => void): Timer {
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  }

  /** Lets time pass and fires what becomes due, in order, each at its own moment. */
  advance(ms: number): void {
    const end = this.#passed + ms;
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#appointments.delete(next);
      this.#passed = Math.max(this.#passed, next.dueAt);
      next.callback();
    }
    this.#passed = end;
  }

  #nextUntil(end: number): Appointment | undefined {
    const due = [...this.#appointments].filter(({ dueAt }) => dueAt <= end);
    return due.sort((one, other) => one.dueAt - other.dueAt)[0];
  }
}
