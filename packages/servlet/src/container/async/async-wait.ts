import type { ServerResponse } from 'node:http';

/** What ended the wait. */
export type AsyncHappening = 'woken' | 'timeout' | { readonly error: unknown };

/** Waits for the first of: a call by the application, a failure, the end of time, the end of the connection. */
export class AsyncWait {
  readonly #response: ServerResponse;
  #happened: AsyncHappening | undefined;
  #tell: ((happening: AsyncHappening) => void) | undefined;
  #before: Promise<unknown> | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** The application has said how to go on. */
  wake(): void {
    this.#happens('woken');
  }

  /** Something failed that the application had begun. Without effect when it has said how to go on. */
  fail(error: unknown): void {
    this.#happens({ error });
  }

  /** The wait begins only after this. */
  hold(before: Promise<unknown>): void {
    this.#before = before;
  }

  /** @param timeout milliseconds; zero or less: any time */
  async next(timeout: number): Promise<AsyncHappening> {
    await this.#before;
    this.#before = undefined;
    if (this.#happened !== undefined) return this.#take(this.#happened);
    const response = this.#response;
    const gone = (): void => this.fail(new Error('The client has gone before the response ended'));
    if (response.destroyed) return { error: new Error('The client has gone') };
    response.once('close', gone);
    const timer = timeout > 0 ? setTimeout(() => this.#happens('timeout'), timeout) : undefined;
    try {
      return this.#take(
        await new Promise<AsyncHappening>((resolve) => {
          this.#tell = resolve;
        }),
      );
    } finally {
      this.#tell = undefined;
      clearTimeout(timer);
      response.removeListener('close', gone);
    }
  }

  #happens(happening: AsyncHappening): void {
    if (this.#happened !== undefined) return;
    this.#happened = happening;
    this.#tell?.(happening);
  }

  #take(happening: AsyncHappening): AsyncHappening {
    this.#happened = undefined;
    return happening;
  }
}
