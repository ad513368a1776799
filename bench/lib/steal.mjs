import { readFileSync } from 'node:fs';

/** What is measured while the host takes more than this share of the machine is measured again. */
export const MAX_STOLEN = 0.01;

/**
 * Reads how long the host has run something else while this machine had work, and all time of its
 * cores, in ticks. Undefined where the system does not tell.
 */
export function readSteal() {
  try {
    const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/ +/);
    const counts = ticks.slice(0, 8).map(Number);
    return { stolen: counts[7], total: counts.reduce((sum, one) => sum + one, 0) };
  } catch {
    return undefined;
  }
}

/**
 * The share of the time between two readings that the host took.
 * @param {ReturnType<typeof readSteal>} before
 * @param {ReturnType<typeof readSteal>} after
 */
export function stolenShare(before, after) {
  if (before === undefined || after === undefined || after.total === before.total) return 0;
  return (after.stolen - before.stolen) / (after.total - before.total);
}
