import type { Clock } from '../common/clock.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { override } from '../common/override.ts';
import { isFailure } from '../engine/news.ts';
import type { Gate, Head, HttpResponse, Output, RequestExchange } from './contracts.ts';
import { statusAndHeadersOf, writeAnswer } from './error-answer.ts';
import { declaredLength, headSentError } from './head.ts';
import type { GateState, Step } from './gate-state.ts';
import { followGate, KeptStatus } from './held-response.ts';
import { HeldTail } from './held-tail.ts';
import { abort } from './http-messages.ts';
import { drop, LostOutput, writeAfterEnd } from './lost-output.ts';
import {
  checkChunk,
  checkHead,
  checkImpliedHead,
  checkLastChunk,
  checkStatus,
} from './output-checks.ts';
import { type OutputMethods, writeHeadNow } from './response-methods.ts';

const SAVING = 'Saving a session before its response';

/**
 * Holds a response until what its request changed is in the store (R13): saved before it is seen. One
 * exists for each response while a store is in use. Commits that have nothing to wait for hold nothing.
 */
export class ResponseGate implements Gate {
  readonly #exchange: RequestExchange;
  readonly #response: HttpResponse;
  readonly #base: OutputMethods;
  readonly #clock: Clock;
  /** There is one once the head is out and more is to come. */
  #tail: HeldTail | undefined;
  #state: GateState = 'open';
  #head: Head | undefined;
  /** The status when the application wrote: what it set later is too late. */
  #status: KeptStatus | undefined;
  #queue: Step[] | undefined;
  /** What `end` was called with. */
  #last: Output | undefined;
  /** Where all output goes after a failure. */
  #lost: LostOutput | undefined;
  #isDrainOwed = false;

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

  get isHeadKept(): boolean {
    return this.#state === 'committing' || (this.#state === 'open' && this.#head !== undefined);
  }

  get isEndKept(): boolean {
    return this.#last !== undefined && this.#state !== 'passed' && this.#state !== 'failed';
  }

  /** Keeps the head until there is something to send: what is changed until then goes with it. */
  writeHead(head: Head): unknown {
    if (this.#state === 'failed') return this.#response;
    if (this.#state !== 'open' && this.#state !== 'committing') {
      return writeHeadNow(this.#response, this.#base, head);
    }
    if (this.isHeadKept) throw headSentError();
    const status = checkStatus(head.status);
    if (status < 200 && status !== 101) {
      return this.#base.writeHead.call(this.#response, status, head.reason, head.headers);
    }
    checkHead(head);
    this.#head = { ...head, status };
    followGate(this.#response);
    return this.#response;
  }

  write(output: Output): boolean {
    if (this.#state === 'passed') return this.#writeNow(output);
    checkChunk(output);
    if (this.#lost !== undefined) {
      this.#lost.refuse(output, 'write');
      return false;
    }
    if (this.#last !== undefined) {
      drop(output, writeAfterEnd());
      return true;
    }
    if (this.#state === 'open') {
      if (this.#hasNoBody()) {
        drop(output, undefined);
        return true;
      }
      this.#checkHead();
      this.#commit(() => this.#open());
      // Another state by now: sent, waiting, or failed.
      return this.write(output);
    }
    if (this.#state === 'sent') return this.#writeOn(output);
    (this.#queue ??= []).push({ run: () => void this.#writeOn(output), output });
    this.#isDrainOwed = true;
    return false;
  }

  end(output: Output): unknown {
    if (this.#state === 'passed') {
      const result = this.#endNow(output);
      this.#exchange.answered();
      return result;
    }
    if (this.#lost !== undefined || this.#last !== undefined) {
      if (this.#lost === undefined) drop(output, undefined);
      else this.#lost.refuse(output, 'end');
      return this.#response;
    }
    checkLastChunk(output);
    if (this.#state === 'open') this.#checkHead();
    this.#last = output;
    if (this.#state === 'open') {
      // One commit serves the first and the last byte when both are written together.
      this.#commit(() => {
        this.#open(false);
        this.#finish(output);
      });
    } else if (this.#state === 'sent') {
      this.#commit(() => this.#finish(output));
    } else {
      // Told of a failure as what was called last, not as a part of the queue.
      const run = (): void => this.#commit(() => this.#finish(output));
      (this.#queue ??= []).push({ run, output: undefined });
    }
    return this.#response;
  }

  flushHeaders(): void {
    if (this.#state === 'open') {
      this.#checkHead();
      this.#commit(() => this.#open());
    }
    if (this.#state === 'failed') return;
    const flush = (): void => this.#base.flushHeaders.call(this.#response);
    if (this.#state === 'sent' || this.#state === 'passed') flush();
    else (this.#queue ??= []).push({ run: flush, output: undefined });
  }

  /** Forgets what was kept, so that an error can be answered instead. False: too late. */
  discard(): boolean {
    if (this.#state !== 'open') return false;
    this.#head = undefined;
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
      this.#goOn(next);
      return;
    }
    this.#state = isFirst ? 'committing' : 'finishing';
    if (isFirst) this.#status = new KeptStatus(this.#response);
    followGate(this.#response);
    // Neither throws, so that nobody has to wait for what comes of them.
    void committed.then(
      () => this.#guarded(() => this.#goOn(next)),
      (error: unknown) => this.#guarded(() => this.#fail(error, isFirst)),
    );
  }

  /** What is done when nobody is left on the stack to be told of an error. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failToWrite(error);
    }
  }

  /** Node may refuse what was held, such as a header that does not go with another. */
  #goOn(next: () => void): void {
    try {
      next();
    } catch (error) {
      // Whoever is told may still answer something else.
      this.#state = 'passed';
      throw error;
    }
  }

  /** What was held failed while it was written. */
  #failToWrite(error: unknown): void {
    try {
      if (this.#lost === undefined && !this.#response.headersSent) {
        this.#fail(error, true);
        return;
      }
    } catch {
      // Cut off like any other that cannot be answered.
    }
    this.#exchange.services.engine.diagnostics.failure('Writing a held response', error);
    abort(this.#response);
    this.#exchange.answered();
  }

  /** The commit is done: the head may go out, and what was held behind it. */
  #open(isMoreToCome = true): void {
    this.#state = 'sent';
    if (isMoreToCome) this.#tail = this.#createTail();
    if (this.#head === undefined) this.#status?.restore(this.#response);
    else writeHeadNow(this.#response, this.#base, this.#head);
    this.#exchange.beginStreaming();
    // What comes behind one that fails is still there to be told of it.
    while (this.#queue !== undefined && this.#queue.length > 0) this.#queue.shift()?.run();
    if (!this.#isDrainOwed) return;
    this.#isDrainOwed = false;
    if (this.#last === undefined) this.#response.emit('drain');
  }

  /** The last commit is done: the rest goes out. */
  #finish(output: Output): void {
    // From here on Node's own methods may call each other: http2 ends by way of `write`.
    this.#state = 'passed';
    this.#tail?.release();
    this.#endNow(output);
    this.#exchange.answered();
  }

  /** Nothing of what was held gets out. Before the first byte there is an error to send instead. */
  #fail(error: unknown, isFirst: boolean): void {
    const { services } = this.#exchange;
    const answer = statusAndHeadersOf(error);
    // What the application put into the session is its own business; the rest is the store's.
    if (answer.status === 500) services.report(error);
    else if (!isFirst || isFailure(error)) services.engine.diagnostics.failure(SAVING, error);
    this.#exchange.told(error);
    this.#lost = new LostOutput(this.#response, error);
    for (const { output } of this.#queue ?? []) this.#lost.discard(output);
    this.#lost.discard(this.#tail?.take());
    this.#lost.discard(this.#last);
    this.#queue = undefined;
    this.#state = 'passed';
    if (isFirst) {
      if (answer.known !== undefined) this.#exchange.fail(answer.known);
      writeAnswer(this.#response, this.#base, answer);
      // A pipeline that is told destroys what it wrote to: that must not cut off our answer.
      override(this.#response, 'destroy', () => this.#response);
    } else {
      abort(this.#response);
    }
    this.#state = 'failed';
    this.#exchange.answered();
  }

  #writeOn(output: Output): boolean {
    return this.#tail?.write(output) ?? this.#writeNow(output);
  }

  /** Knows how long the body is to be, if the head says so. */
  #createTail(): HeldTail {
    const tail = new HeldTail({
      clock: this.#clock,
      write: (output) => this.#writeNow(output),
      drain: () => void this.#response.emit('drain'),
    });
    tail.declare(declaredLength(this.#response, this.#head));
    return tail;
  }

  #writeNow({ chunk, encoding, callback }: Output): boolean {
    return this.#base.write.call(this.#response, chunk, encoding, callback);
  }

  #endNow({ chunk, encoding, callback }: Output): unknown {
    return this.#base.end.call(this.#response, chunk, encoding, callback);
  }

  /** The head goes out as it is from here on. One that was given is checked already. */
  #checkHead(): void {
    if (this.#head === undefined) checkImpliedHead(this.#response);
  }

  /** HEAD, 204 and 304 have no body: their head goes out with `end`, and so does their commit. */
  #hasNoBody(): boolean {
    const status = this.#head?.status ?? this.#response.statusCode;
    return this.#exchange.request.method === 'HEAD' || status === 204 || status === 304;
  }
}
