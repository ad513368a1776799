import { performance } from 'node:perf_hooks';
import type { Clock } from 'httpsession';

/** The clock of this machine, by whose wall clock its processes agree on what has expired. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.floor(performance.now()),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  nextTurn(callback) {
    const immediate = setImmediate(callback);
    immediate.unref();
    return { cancel: () => clearImmediate(immediate) };
  },
};
