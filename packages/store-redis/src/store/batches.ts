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
  /** What the caller is given for an error. */
  readonly explain: (error: unknown) => unknown;
}

/** What is sent together has no more than this in its arguments, in characters or bytes. */
const MOST_TOGETHER = 262_144;

/** A call that waits until its turn of the event loop is over, and who waits for it. */
interface Waiting extends Call<unknown> {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
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
 */
export class Batches {
  readonly #port: RedisPort;
  #open = new Map<string, Batch>();

  constructor(port: RedisPort) {
    this.#port = port;
  }

  run<T>(script: BatchedScript, call: Call<T>): Promise<T> {
    const { keys, args, read, explain } = call;
    const size = sizeOf(args);
    if (size === undefined) return runAlone(this.#port, script, call);
    return new Promise<T>((resolve, reject) => {
      const batch = this.#batchOf(script, keys[0] ?? '', size);
      batch.size += size;
      batch.calls.push({
        keys,
        args,
        read,
        explain,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
    });
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

  #send(batch: Batch): void {
    const failed = (error: unknown): void => {
      for (const { reject, explain } of batch.calls) reject(explain(error));
    };
    try {
      this.#sendAll(batch).then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }

  #sendAll({ script, calls }: Batch): Promise<void> {
    const [only] = calls;
    if (calls.length === 1 && only !== undefined) {
      return runAlone(this.#port, script, only).then(only.resolve, only.reject);
    }
    const keys: string[] = [];
    const args: RedisArgument[] = [];
    for (const call of calls) {
      keys.push(...call.keys);
      args.push(String(call.args.length), ...call.args);
    }
    return this.#port.run(script.many, keys, args).then((answers) => {
      if (!Array.isArray(answers) || answers.length !== calls.length) {
        throw new Error('The server did not answer each of the calls');
      }
      for (const [nth, call] of calls.entries()) this.#settle(script, call, answers[nth]);
    });
  }

  /** No script of ours answers an array that begins with a text. */
  #settle(script: BatchedScript, call: Waiting, answer: unknown): void {
    const { read, explain, resolve, reject } = call;
    const [kind, text] = Array.isArray(answer) ? (answer as unknown[]) : [];
    try {
      if (!Buffer.isBuffer(kind)) resolve(read(answer));
      else if (kind.toString() === 'later')
        runAlone(this.#port, script, call).then(resolve, reject);
      else reject(explain(new BatchedCallError(asServerError(String(text)))));
    } catch (error) {
      reject(error);
    }
  }
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

/** A call that is a command of its own. Rejects also when the driver throws in place of rejecting. */
export async function runAlone<T>(
  port: RedisPort,
  script: RedisScript,
  { keys, args, read, explain }: Call<T>,
): Promise<T> {
  let answer: unknown;
  try {
    answer = await port.run(script, keys, args);
  } catch (error) {
    throw explain(error);
  }
  return read(answer);
}
