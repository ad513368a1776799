import type { OutgoingCall } from 'httpsession';
import type { RedisArgument, RedisPort, RedisScript } from '../client/redis-port.ts';
import type { BatchedScript } from '../scripts/batched-script.ts';

/** So many calls go together at most: the server does nothing else meanwhile. */
const MOST_CALLS = 64;
/** What has more arguments goes by itself, as the stack of Lua is small. */
const MOST_ARGUMENTS = 100;
/** What has more in one argument, in characters or bytes, goes by itself, so that the others need not wait for it. */
const MOST_IN_ONE = 16_384;

/** One call of a script. */
export interface Call<T> {
  readonly keys: readonly string[];
  readonly args: readonly RedisArgument[];
  readonly read: (answer: unknown) => T;
}

/** What a caller is given for an error of the driver or of the server; `what` says what its call does. */
export type Explain = (what: string, error: unknown) => unknown;

/** What is sent together has no more than this in its arguments, in characters or bytes. */
const MOST_TOGETHER = 262_144;

/** A call that waits until its turn of the event loop is over, and who waits for it. */
interface Waiting {
  readonly call: Call<unknown>;
  readonly outgoing: OutgoingCall<unknown>;
}

/** Calls of one script to one server. */
interface Batch {
  readonly script: BatchedScript;
  size: number;
  readonly calls: Waiting[];
}

/** What the server said of one call of a batch. */
class BatchedCallError extends Error {
  override readonly name = 'ReplyError';
}

/**
 * Calls of one script that are made in one turn of the event loop go to the server as one command, so the more
 * requests there are at once, the less each costs the driver and the server. Each is still one step of its own.
 *
 * What nobody waits for any more when it would go is not sent, be it a read or a write. Who gave up a write was told
 * that nobody knows what became of it, so this is nothing else than its loss on the way. And it is the better end: what
 * goes so late may come behind a later write of the same session, or leave a session whose id nobody was told.
 */
export class Batches {
  readonly #port: RedisPort;
  readonly #explain: Explain;
  #open = new Map<string, Batch>();

  constructor(port: RedisPort, explain: Explain) {
    this.#port = port;
    this.#explain = explain;
  }

  /** Sends a call, alone or with others; `outgoing` is told its answer. Never throws. */
  add<T>(script: BatchedScript, call: Call<T>, outgoing: OutgoingCall<T>): void {
    const size = sizeOf(call.args);
    if (size === undefined) {
      this.#sendAlone(script, { call, outgoing });
      return;
    }
    const batch = this.#batchOf(script, call.keys[0] ?? '', size);
    batch.size += size;
    batch.calls.push({ call, outgoing });
  }

  #batchOf(script: BatchedScript, key: string, size: number): Batch {
    const name = script.sha + hashTagOf(key);
    const open = this.#open.get(name);
    if (open !== undefined && open.calls.length < MOST_CALLS && open.size + size <= MOST_TOGETHER) {
      return open;
    }
    const batch: Batch = { script, size: 0, calls: [] };
    this.#open.set(name, batch);
    setImmediate(() => {
      if (this.#open.get(name) === batch) this.#open.delete(name);
      this.#send(batch);
    });
    return batch;
  }

  #send({ script, calls }: Batch): void {
    const wanted = calls.filter(({ outgoing }) => outgoing.isWaiting);
    const [only] = wanted;
    if (only === undefined) return;
    if (wanted.length === 1) this.#sendAlone(script, only);
    else this.#sendTogether(script, wanted);
  }

  #sendTogether(script: BatchedScript, calls: readonly Waiting[]): void {
    const keys: string[] = [];
    const args: RedisArgument[] = [];
    for (const { call } of calls) {
      keys.push(...call.keys);
      args.push(String(call.args.length), ...call.args);
    }
    const answered = (answers: unknown): void => {
      if (!Array.isArray(answers) || answers.length !== calls.length) {
        failed(new Error('The server did not answer each of the calls'));
        return;
      }
      for (const [nth, waiting] of calls.entries()) this.#settle(script, waiting, answers[nth]);
    };
    const failed = (error: unknown): void => {
      for (const { outgoing } of calls) this.#fail(outgoing, error);
    };
    this.#run(script.many, keys, args).then(answered, failed);
  }

  /** No script of ours answers an array that begins with a text. */
  #settle(script: BatchedScript, waiting: Waiting, answer: unknown): void {
    const [kind, text] = Array.isArray(answer) ? (answer as unknown[]) : [];
    if (!Buffer.isBuffer(kind)) settle(waiting, answer);
    else if (kind.toString() === 'later') this.#sendAlone(script, waiting);
    else this.#fail(waiting.outgoing, new BatchedCallError(asServerError(String(text))));
  }

  #sendAlone(script: RedisScript, waiting: Waiting): void {
    const { call, outgoing } = waiting;
    if (!outgoing.isWaiting) return;
    this.#run(script, call.keys, call.args).then(
      (answer) => settle(waiting, answer),
      (error: unknown) => this.#fail(outgoing, error),
    );
  }

  /** What a driver throws is as what it rejects with. */
  async #run(...args: Parameters<RedisPort['run']>): Promise<unknown> {
    return this.#port.run(...args);
  }

  #fail(outgoing: OutgoingCall<unknown>, error: unknown): void {
    outgoing.reject(this.#explain(outgoing.what, error));
  }
}

function settle({ call, outgoing }: Waiting, answer: unknown): void {
  let value: unknown;
  try {
    value = call.read(answer);
  } catch (error) {
    outgoing.reject(error);
    return;
  }
  outgoing.resolve(value);
}

/** The size of arguments that may go with others; undefined: they may not. */
function sizeOf(args: readonly RedisArgument[]): number | undefined {
  if (args.length > MOST_ARGUMENTS) return undefined;
  let size = 0;
  for (const { length } of args) {
    if (length > MOST_IN_ONE) return undefined;
    size += length;
  }
  return size;
}

/** What keys must share to be on one server of a cluster; also behind a proxy that looks like one server. */
function hashTagOf(key: string): string {
  return key.slice(0, key.indexOf('}') + 1);
}

/** Redis before 7 says where in the script it was, and then what: an error of a single call has a word before that. */
function asServerError(text: string): string {
  return /^[A-Z]{2}[A-Z0-9]* /u.test(text) ? text : `ERR ${text}`;
}
