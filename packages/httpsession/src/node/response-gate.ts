import { Buffer } from 'node:buffer';
import type { Clock, Timer } from '../common/clock.ts';
import { SessionError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { statusAndHeadersOf } from './error-answer.ts';
import type { Gate, Head, Output, RequestExchange } from './contracts.ts';
import { applyHeaders, checkHead, findHeader, headSentError, splitHead } from './head.ts';
import { closeHead, openHead } from './held-response.ts';
import type { HttpResponse } from './contracts.ts';
import { abort } from './http-messages.ts';
import { type OutputMethods, writeHeadNow } from './response-methods.ts';

/**
 * `open`: nothing has been written. `committing`: the first byte waits for the commit. `sent`: the head
 * is out. `finishing`: the last byte waits for the commit. `over`: all is out, or all was given up.
 */
type GateState = 'open' | 'committing' | 'sent' | 'finishing' | 'over';

/** How long the byte that completes a declared length is held when `end` does not come. */
const HELD_BYTE_MS = 1000;

/**
 * Holds a response until what its request changed is in the store (R13): saved before it is seen. One
 * exists for each response while a store is in use. Commits that have nothing to wait for hold nothing.
 */
export class ResponseGate implements Gate {
  readonly #exchange: RequestExchange;
  readonly #response: HttpResponse;
  readonly #base: OutputMethods;
  readonly #clock: Clock;
  #state: GateState = 'open';
  #head: Head | undefined;
  #queue: (() => void)[] = [];
  #isDrainOwed = false;
  #declaredLength = Infinity;
  #writtenLength = 0;
  #heldTail: Output | undefined;
  #heldTimer: Timer | undefined;

  constructor(
    exchange: RequestExchange,
    response: HttpResponse,
    tools: { base: OutputMethods; clock: Clock },
  ) {
    this.#exchange = exchange;
    this.#response = response;
    this.#base = tools.base;
    this.#clock = tools.clock;
  }

  /** Keeps the head until there is something to send: what is changed until then goes with it. */
  writeHead(head: Head): unknown {
    if (this.#state === 'over') return this.#response;
    if (this.#state === 'sent' || this.#state === 'finishing') {
      return writeHeadNow(this.#response, this.#base, head);
    }
    if (head.status < 200 && head.status !== 101) {
      return this.#base.writeHead.call(this.#response, head.status, head.reason, head.headers);
    }
    if (this.#head !== undefined) throw headSentError();
    checkHead(head);
    this.#head = head;
    closeHead(this.#response);
    return this.#response;
  }

  write(output: Output): boolean {
    switch (this.#state) {
      case 'over':
        return true;
      case 'sent':
        return this.#writeOn(output);
      case 'open':
        if (this.#hasNoBody()) return true;
        this.#commit(() => this.#open());
        // Another state by now: sent, waiting, or given up.
        return this.write(output);
      case 'committing':
      case 'finishing':
        return this.#hold(() => this.#writeOn(output));
    }
  }

  end(output: Output): unknown {
    switch (this.#state) {
      case 'over':
        break;
      case 'sent':
        this.#finish(output);
        break;
      case 'open':
        // One commit serves the first and the last byte when both are written together.
        this.#commit(() => {
          this.#open();
          this.#endNow(output);
        });
        break;
      case 'committing':
      case 'finishing':
        this.#queue.push(() => this.#finish(output));
    }
    return this.#response;
  }

  flushHeaders(): void {
    if (this.#state === 'open') this.#commit(() => this.#open());
    if (this.#state === 'sent') this.#base.flushHeaders.call(this.#response);
    else if (this.#state !== 'over')
      this.#queue.push(() => this.#base.flushHeaders.call(this.#response));
  }

  /** Forgets what was kept, so that an error can be answered instead. False: too late. */
  discard(): boolean {
    if (this.#state !== 'open') return false;
    this.#head = undefined;
    openHead(this.#response);
    return true;
  }

  /** Commits, and goes on when that is done: at once when nothing has to be waited for. */
  #commit(next: () => void): void {
    const isFirst = this.#state === 'open';
    let committed: MaybePromise<void>;
    try {
      committed = this.#exchange.commit();
    } catch (error) {
      this.#fail(error, isFirst);
      return;
    }
    if (!isThenable(committed)) {
      next();
      return;
    }
    this.#state = isFirst ? 'committing' : 'finishing';
    if (isFirst) closeHead(this.#response);
    committed
      .then(next, (error: unknown) => this.#fail(error, isFirst))
      .catch((error: unknown) => {
        // What was queued failed while it was written: nobody is left on the stack to be told.
        this.#exchange.services.engine.diagnostics.failure('Writing a held response', error);
        abort(this.#response);
      });
  }

  /** The commit is done: the head may go out, and what was held behind it. */
  #open(): void {
    this.#state = 'sent';
    openHead(this.#response);
    if (this.#head === undefined) {
      this.#declaredLength = toLength(this.#response.getHeader('content-length'));
    } else {
      const { headers } = splitHead(this.#head.reason, this.#head.headers);
      const declared = headers === undefined ? undefined : findHeader(headers, 'content-length');
      this.#declaredLength = toLength(declared ?? this.#response.getHeader('content-length'));
      writeHeadNow(this.#response, this.#base, this.#head);
    }
    this.#exchange.beginStreaming();
    this.#runQueue();
  }

  #runQueue(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const [at, step] of queue.entries()) {
      if (this.#state !== 'sent') {
        this.#queue.push(...queue.slice(at));
        return;
      }
      step();
    }
    if (!this.#isDrainOwed) return;
    this.#isDrainOwed = false;
    if (this.#state === 'sent') this.#response.emit('drain');
  }

  #hold(step: () => void): boolean {
    this.#queue.push(step);
    this.#isDrainOwed = true;
    return false;
  }

  #writeOn(output: Output): boolean {
    this.#writtenLength += lengthOf(output);
    if (this.#writtenLength >= this.#declaredLength && this.#heldTail === undefined) {
      return this.#holdTail(output);
    }
    return this.#base.write.call(this.#response, output.chunk, output.encoding, output.callback);
  }

  /**
   * These bytes complete the length that was declared: with them the client has the whole answer. They
   * wait for `end`, so that what is changed until then is saved first; but not for ever.
   */
  #holdTail(output: Output): boolean {
    this.#heldTail = output;
    this.#heldTimer = this.#clock.after(HELD_BYTE_MS, () => this.#releaseTail());
    this.#clock.nextTurn(() => this.#response.emit('drain'));
    return false;
  }

  #releaseTail(): void {
    this.#heldTimer?.cancel();
    const tail = this.#heldTail;
    this.#heldTail = undefined;
    if (tail === undefined || this.#state === 'over') return;
    this.#base.write.call(this.#response, tail.chunk, tail.encoding, tail.callback);
  }

  #finish(output: Output): void {
    this.#commit(() => this.#endNow(output));
  }

  #endNow(output: Output): void {
    this.#releaseTail();
    openHead(this.#response);
    this.#base.end.call(this.#response, output.chunk, output.encoding, output.callback);
    // Only now: without a head so far, Node has just asked for one.
    this.#state = 'over';
    this.#exchange.answered();
  }

  /** Nothing of what was held gets out. Before the first byte there is an error to send instead. */
  #fail(error: unknown, isFirst: boolean): void {
    this.#state = 'over';
    this.#queue = [];
    this.#heldTimer?.cancel();
    openHead(this.#response);
    const { engine } = this.#exchange.services;
    engine.diagnostics.failure('Saving a session before its response', error);
    if (isFirst) {
      if (error instanceof SessionError) this.#exchange.fail(error);
      const { status, headers, body } = statusAndHeadersOf(error);
      for (const name of this.#response.getHeaderNames()) this.#response.removeHeader(name);
      applyHeaders(this.#response, headers);
      this.#base.writeHead.call(this.#response, status);
      this.#base.end.call(this.#response, body);
    } else {
      abort(this.#response);
    }
    this.#exchange.answered();
  }

  /** HEAD, 204 and 304 have no body: their head goes out with `end`, and so does their commit. */
  #hasNoBody(): boolean {
    const status = this.#head?.status ?? this.#response.statusCode;
    return this.#exchange.request.method === 'HEAD' || status === 204 || status === 304;
  }
}

function toLength(value: unknown): number {
  const length = value === undefined ? Infinity : Number(value);
  // An empty body is complete with its head, which the commit comes before anyway.
  return Number.isNaN(length) || length === 0 ? Infinity : length;
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
