import { resolve } from 'node:path';
import { OptionError, systemClock, type BreakerOptions, type Clock } from 'httpsession';

/** What a session survives that was saved: the end of the process, or also that of the machine. */
export type Durability = 'process' | 'power';

/** What `new LmdbStore` takes. All but the path is optional. */
export interface LmdbStoreOptions {
  /** The folder of the sessions. Made, for its owner alone, when it is not there. */
  readonly path: string;
  /**
   * When a change counts as saved. `'process'`: when the operating system has it, so it survives a crash or
   * `kill -9` of the process. `'power'`: when the disk has it, so it survives a power cut. Default `'process'`.
   */
  readonly durability?: Durability;
  /**
   * How much the sessions may take in the file, with their indexes, in bytes. Beyond it sessions are neither
   * made nor grown; the rest goes on. Default 1 GiB, from 1 MiB to 64 TiB.
   */
  readonly maxBytes?: number;
  /**
   * How long a change may wait for its turn, in milliseconds, as when another process was stopped while it
   * wrote. A change that gives up is not made later. Default 1 000, from 1 to 30 000.
   */
  readonly timeoutMs?: number;
  /** How many changes may wait at once; more are refused. Default 1 000, from 1 to 1 000 000. */
  readonly maxPending?: number;
  /**
   * When changes are only tried now and then, as none had its turn in time. Default: after 5 of these in a row,
   * every 1 000 milliseconds.
   */
  readonly breaker?: BreakerOptions;
  /** Told of entries that cannot be read. Default: a warning of the process, of each message once. */
  readonly onError?: (error: Error) => void;
  /** Where time comes from. Default: this machine. */
  readonly clock?: Clock;
}

/** The options that are this package's own, with their defaults. */
export interface ResolvedOptions {
  readonly path: string;
  readonly durability: Durability;
  readonly maxBytes: number;
  readonly clock: Clock;
}

const KNOWN = 'path, durability, maxBytes, timeoutMs, maxPending, breaker, onError, clock';
const CLOCK = ['now', 'monotonic', 'after', 'nextTurn'] as const satisfies readonly (keyof Clock)[];
const MIN_BYTES = 1024 ** 2;
const MAX_BYTES = 64 * 1024 ** 4;

/** Throws `OptionError` naming the option that is wrong; those of the guard and `onError` are checked there. */
export function resolveOptions(given: LmdbStoreOptions | undefined): ResolvedOptions {
  // JavaScript may give none at all.
  const options = { ...given } as LmdbStoreOptions;
  const { path, durability = 'process', maxBytes = 1024 ** 3, clock = systemClock } = options;
  for (const [name, value] of Object.entries(options)) {
    if (KNOWN.split(', ').includes(name)) continue;
    throw new OptionError(name, value, `left out: it is none of ${KNOWN}`);
  }
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new OptionError('path', path, 'the path of a folder');
  }
  if (!['process', 'power'].includes(durability)) {
    throw new OptionError('durability', durability, "'process' or 'power'");
  }
  if (!Number.isInteger(maxBytes) || maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
    throw new OptionError('maxBytes', maxBytes, 'a whole number of bytes from 1 MiB to 64 TiB');
  }
  if (!isClock(clock)) throw new OptionError('clock', clock, `a Clock, with ${CLOCK.join(', ')}`);
  return { path: resolve(path), durability, maxBytes, clock };
}

/** Whether it can do what a clock does. One that cannot would fail in the middle of a request. */
function isClock(clock: Partial<Record<keyof Clock, unknown>> | null): boolean {
  return clock !== null && CLOCK.every((ability) => typeof clock[ability] === 'function');
}
