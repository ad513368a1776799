import { expect } from '@jest/globals';

const TRIALS = 100;
const CALLS = 3;
/**
 * What 16 KiB may cost, in milliseconds, and in times of what 1 KiB costs: 16 times would be linear, 256
 * times quadratic, and a busy machine lies between.
 */
const [LIMIT_MS, LIMIT_TIMES] = [20, 64];
/** Below this, in milliseconds, the timer says more than the work. */
const NOISE_MS = 0.02;

/**
 * Expects that an input of 16 KiB costs about 16 times as much as one of 1 KiB. Counts the best of
 * many interleaved trials: what the work costs when nobody else has the processor.
 */
export function expectLinearTime(
  work: (input: string) => unknown,
  inputOf: (bytes: number) => string,
) {
  const [small, large] = [inputOf(1024), inputOf(16 * 1024)];
  let [smallMs, largeMs] = [Infinity, Infinity];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    smallMs = Math.min(smallMs, time(work, small));
    largeMs = Math.min(largeMs, time(work, large));
  }
  expect(largeMs).toBeLessThan(LIMIT_MS);
  expect(largeMs).toBeLessThan(LIMIT_TIMES * Math.max(smallMs, NOISE_MS));
}

function time(work: (input: string) => unknown, input: string): number {
  const start = performance.now();
  for (let call = 0; call < CALLS; call += 1) work(input);
  return (performance.now() - start) / CALLS;
}
