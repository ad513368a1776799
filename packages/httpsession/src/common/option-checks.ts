import { type Clock, systemClock } from './clock.ts';
import { OptionError } from './errors.ts';
import { isPlainObject } from './plain-object.ts';

const CLOCK_METHODS = ['now', 'monotonic', 'after', 'nextTurn'] as const;

/**
 * Options of which each has a name that is known: a misspelt one would change nothing. `within`: the option that they
 * are the parts of.
 * @throws OptionError
 */
export function checkNames(options: object, known: readonly string[], within?: string): void {
  if (!isPlainObject(options)) {
    throw new OptionError(within ?? 'options', options, `a plain object with ${known.join(', ')}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (known.includes(name)) continue;
    const option = within === undefined ? name : `${within}.${name}`;
    throw new OptionError(option, value, `left out: it is none of ${known.join(', ')}`);
  }
}

/**
 * The option `clock`, or the clock of this machine.
 * @throws OptionError
 */
export function clockFrom(clock: Clock | undefined): Clock {
  if (clock === undefined) return systemClock;
  const methods = Object(clock) as Readonly<Record<string, unknown>>;
  if (CLOCK_METHODS.every((method) => typeof methods[method] === 'function')) return clock;
  throw new OptionError('clock', clock, `an object with the methods ${CLOCK_METHODS.join(', ')}`);
}
