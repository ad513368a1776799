import type { MaybePromise } from 'httpsession';

/**
 * Lets so many calls out at a time; the others wait for their turn, first come, first served. For a question that asks
 * every partition: all of its calls at once would leave no room for those of requests.
 */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Makes a call in its turn, which lasts until the answer. */
  async take<T>(call: () => MaybePromise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
