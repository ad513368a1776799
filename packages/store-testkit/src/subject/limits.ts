import type { StoreLimits } from '../options/suite-options.ts';

/** The most that a manager lets through, whatever its options. */
export const DEFAULT_LIMITS: StoreLimits = {
  attributes: 4096,
  nameLength: 1024,
  sessionBytes: 4_194_304,
  claimedBytes: Infinity,
};
