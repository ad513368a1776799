import { Problem } from '../http/problem.ts';
import { Attempts } from './attempts.ts';
import { Queue } from './queue.ts';

/** Failures that cost nothing. Many people may share an address, so it has more of them. */
const FREE_BY_NAME = 5;
const FREE_BY_ADDRESS = 20;

/** How many names and addresses are remembered, and how much of a name: what the form lets in. */
const MOST = 10_000;
const LONGEST_NAME = 40;

/** Half of the threads that Node has for such work: files and DNS need some, too. */
const AT_ONCE = 2;
const WAITING = 16;

/** Makes guessing passwords slow, and keeps the checks from taking the whole machine. */
export class SignInLimits {
  readonly #byName: Attempts;
  readonly #byAddress: Attempts;
  readonly #checks = new Queue({ atOnce: AT_ONCE, waiting: WAITING });

  /** `now` gives milliseconds since any start. */
  constructor(now: () => number) {
    this.#byName = new Attempts({ free: FREE_BY_NAME, most: MOST, now });
    this.#byAddress = new Attempts({ free: FREE_BY_ADDRESS, most: MOST, now });
  }

  /**
   * Gives what `check` gives: whether the password is right.
   * @throws Problem when there were too many failures with that name or from that address, or when
   *   too many checks are waiting
   */
  async run(name: string, address: string, check: () => Promise<boolean>): Promise<boolean> {
    const key = name.slice(0, LONGEST_NAME);
    const wait = Math.max(this.#byName.waitFor(key), this.#byAddress.waitFor(address));
    if (wait > 0) throw new Problem('tooManySignIns', Math.ceil(wait / 1000));
    if (this.#checks.isFull) throw new Problem('tooManySignIns', 1);

    this.#byName.add(key);
    this.#byAddress.add(address);
    const isRight = await this.#checks.run(check);
    if (isRight) {
      this.#byName.clear(key);
      // Only this one: else an own account would be a way to go on guessing at others'.
      this.#byAddress.takeBack(address);
    }
    return isRight;
  }
}
