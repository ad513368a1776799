/** Tells of the loss of a connection, once, also to those who ask later; never after it was closed. */
export class LostConnection {
  #state: 'up' | 'lost' | 'closed' = 'up';
  #listeners: (() => void)[] = [];

  /** The driver says that the connection is gone. */
  readonly lost = (): void => {
    if (this.#state !== 'up') return;
    this.#state = 'lost';
    for (const listener of this.#listeners.splice(0)) listener();
  };

  onLost(listener: () => void): void {
    if (this.#state === 'lost') queueMicrotask(listener);
    else if (this.#state === 'up') this.#listeners.push(listener);
  }

  /** True for the first call only. */
  close(): boolean {
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    this.#listeners = [];
    return true;
  }
}
