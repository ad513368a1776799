import type { ClientEvents } from './client-shapes.ts';
import { listen, unlisten } from './listen.ts';

/** What listens to a client of the application, which lives longer than the store: all of it goes with `close`. */
export class Listeners {
  readonly #client: ClientEvents;
  readonly #ends: (() => void)[] = [];
  #isClosed = false;

  constructor(client: ClientEvents) {
    this.#client = client;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Listens until `close`. */
  add(event: string | symbol, listener: (...args: never[]) => void): void {
    listen(this.#client, event, listener);
    this.#ends.push(() => unlisten(this.#client, event, listener));
  }

  /** Safe to repeat. */
  close(): void {
    this.#isClosed = true;
    for (const end of this.#ends.splice(0)) end();
  }
}
