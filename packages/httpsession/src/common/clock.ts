import { performance } from 'node:perf_hooks';

/** A timer that can be cancelled. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Where all time comes from. Tests pass their own; nothing else in this package asks the system
 * for the time or starts a timer.
 */
export interface Clock {
  /** Wall-clock time in epoch milliseconds, for what people are shown. May jump. */
  now(): number;
  /** Whole milliseconds since an arbitrary start, for deadlines. Never goes back. */
  monotonic(): number;
  /** Calls back after `ms` milliseconds (at most 2^31-1). Never keeps the process alive. */
  after(ms: number, callback: () => void): Timer;
  /** Calls back in the next turn of the event loop, behind the input and output that waits. */
  nextTurn(callback: () => void): Timer;
}

/** The longest delay that a Node timer takes; a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** When this process began, in epoch milliseconds: distances from here are small numbers. */
export const PROCESS_START_MS: number = Math.floor(performance.timeOrigin);

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.floor(performance.now()),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, MAX_TIMER_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  nextTurn(callback) {
    const immediate = setImmediate(callback);
    immediate.unref();
    return { cancel: () => clearImmediate(immediate) };
  },
};
