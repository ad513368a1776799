// #region clock
import type { Clock, Timer } from 'httpsession';

/** A clock that stands still until `advance` moves it. */
export class TestClock implements Clock {
  #ms = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now = (): number => this.#ms;
  monotonic = (): number => this.#ms;

  after(ms: number, callback: () => void): Timer {
    const timer = { at: this.#ms + ms, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  nextTurn(callback: () => void): Timer {
    return this.after(0, callback);
  }

  advance(ms: number): void {
    this.#ms += ms;
    for (const timer of this.#timers) {
      if (timer.at <= this.#ms && this.#timers.delete(timer)) timer.callback();
    }
  }
}
// #endregion clock
