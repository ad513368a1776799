/** The first wait, and the longest: a capped one, since anybody can fail with the name of another. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** How long after the last failure all of them are forgotten. */
const MEMORY_MS = 15 * 60_000;

/** What limits the attempts. */
export interface AttemptSettings {
  /** How many failures cost nothing. */
  readonly free: number;
  /** How many names are remembered; beyond, those whose last failure is the oldest go. */
  readonly most: number;
  /** Milliseconds since any start. */
  readonly now: () => number;
}

interface Failures {
  readonly count: number;
  readonly last: number;
}

/** Counts failures by name, or by address, and says how long to wait before the next attempt. */
export class Attempts {
  readonly #settings: AttemptSettings;
  // The oldest first: whoever fails again is moved to the end.
  readonly #failures = new Map<string, Failures>();

  constructor(settings: AttemptSettings) {
    this.#settings = settings;
  }

  /** Milliseconds from now until the next attempt is allowed; 0 when it is. */
  waitFor(name: string): number {
    const { free, now } = this.#settings;
    const { count, last } = this.#failuresOf(name);
    if (count < free) return 0;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (count - free), LONGEST_WAIT_MS);
    return Math.max(0, last + wait - now());
  }

  /** Counts an attempt as a failure: before it is made, so that many at once are counted, too. */
  add(name: string): void {
    const { most, now } = this.#settings;
    const count = this.#failuresOf(name).count + 1;
    this.#failures.delete(name);
    this.#failures.set(name, { count, last: now() });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > most && oldest !== undefined) this.#failures.delete(oldest);
  }

  /** One attempt was no failure. */
  takeBack(name: string): void {
    const { count, last } = this.#failuresOf(name);
    if (count > 0) this.#failures.set(name, { count: count - 1, last });
  }

  /** Forgets all failures of a name. */
  clear(name: string): void {
    this.#failures.delete(name);
  }

  #failuresOf(name: string): Failures {
    const known = this.#failures.get(name);
    const isOld = known === undefined || this.#settings.now() - known.last >= MEMORY_MS;
    return isOld ? { count: 0, last: 0 } : known;
  }
}
