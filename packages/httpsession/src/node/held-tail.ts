import { Buffer } from 'node:buffer';
import type { Clock, Timer } from '../common/clock.ts';
import type { Output } from './contracts.ts';

/** How long the bytes that complete a declared length are held when `end` does not come. */
const HELD_MS = 1000;

/** What a held tail needs: time, the way out, and how to say that the next bytes may come. */
export interface HeldTailTools {
  readonly clock: Clock;
  readonly write: (output: Output) => boolean;
  readonly drain: () => void;
}

/**
 * Holds back the bytes that complete the length which the head declares: with them the client has the
 * whole answer. They wait for `end`, so that what is changed until then is saved first; but not for ever.
 */
export class HeldTail {
  readonly #tools: HeldTailTools;
  #missing = Infinity;
  #held: Output | undefined;
  #timer: Timer | undefined;

  constructor(tools: HeldTailTools) {
    this.#tools = tools;
  }

  /** The head declares this length, a number or its text; undefined: none. */
  declare(length: unknown): void {
    const declared = length === undefined ? Infinity : Number(length);
    // An empty body is complete with its head, which the commit comes before anyway.
    this.#missing = Number.isNaN(declared) || declared === 0 ? Infinity : declared;
  }

  /** Writes, or holds what completes the answer; false: wait for `drain`. */
  write(output: Output): boolean {
    if (this.#missing <= 0) {
      // More than was declared, or nothing at all: in any case behind what is held.
      this.release();
      return this.#tools.write(output);
    }
    this.#missing -= lengthOf(output);
    if (this.#missing > 0) return this.#tools.write(output);
    this.#held = output;
    this.#timer = this.#tools.clock.after(HELD_MS, () => this.release());
    this.#tools.clock.nextTurn(this.#tools.drain);
    return false;
  }

  /** Lets out what is held. */
  release(): void {
    const held = this.take();
    if (held !== undefined) this.#tools.write(held);
  }

  /** Gives what is held, and holds it no more. */
  take(): Output | undefined {
    const held = this.#held;
    this.#timer?.cancel();
    this.#held = undefined;
    return held;
  }
}

function lengthOf({ chunk, encoding }: Output): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(
      chunk,
      typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
    );
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
