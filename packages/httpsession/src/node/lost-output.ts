import type { HttpResponse, Output } from './contracts.ts';

/**
 * Output that will never be sent, because something else was answered in its place. Whoever wrote it is
 * told, as if the response were a stream that was destroyed: by its callback, and by the event `error`,
 * which `pipeline` and `events.once` wait for. The event does no harm where nobody listens.
 */
export class LostOutput {
  readonly #response: HttpResponse;
  readonly #reason: Error;
  #isTelling = false;

  constructor(response: HttpResponse, failure: unknown) {
    this.#response = response;
    this.#reason = failure instanceof Error ? failure : new Error(String(failure));
  }

  /** What was written before, and was held. */
  discard(output: Output | undefined): void {
    if (output !== undefined) drop(output, this.#reason);
    this.#tell();
  }

  /** What is written afterwards. */
  refuse(output: Output, method: 'write' | 'end'): void {
    const error = new Error(`Cannot call ${method} after a stream was destroyed`, {
      cause: this.#reason,
    });
    drop(output, Object.assign(error, { code: 'ERR_STREAM_DESTROYED' }));
    this.#tell();
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    process.nextTick(() => {
      this.#isTelling = false;
      // Without a listener the event would be thrown; a pipe throws it again when it is alone.
      this.#response.once('error', ignore);
      this.#response.emit('error', this.#reason);
      // A handler that waits to write on must not wait for ever; what it writes now goes nowhere.
      this.#response.emit('drain');
    });
  }
}

/** Tells whoever wrote something that nothing will become of it, and why if that is an error. */
export function drop({ chunk, encoding, callback }: Output, error: Error | undefined): void {
  const told = [chunk, encoding, callback].find((argument) => typeof argument === 'function');
  if (told !== undefined) process.nextTick(told, error);
}

/** What Node says to a write after the end. */
export function writeAfterEnd(): Error {
  return Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
}

function ignore(): void {
  // Told to those who listen; nobody else has to know.
}
