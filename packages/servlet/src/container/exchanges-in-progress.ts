/** How many requests an application is working at, and when it is done with them. */
export class ExchangesInProgress {
  #count = 0;
  #done: (() => void) | undefined;

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#done?.();
  }

  /** Waits until there is none, at most so long. Milliseconds. */
  async drained(limit: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limit);
      this.#done = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#done = undefined;
  }
}
