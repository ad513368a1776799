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

/** A call that waits until its turn of the event loop is over, and who waits for it. */
interface Waiting extends Call<unknown> {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls of one script to one server. */
interface Batch {
  readonly script: BatchedScript;
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
    if (!isSmall(args)) return runAlone(this.#port, script, call);
    return new Promise<T>((resolve, reject) => {
      const { calls } = this.#batchOf(script, keys[0] ?? '');
      calls.push({
        keys,
        args,
        read,
        explain,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
    });
  }

  #batchOf(script: BatchedScript, key: string): Batch {
    const name = this.#port.cluster ? script.sha + hashTagOf(key) : script.sha;
    const open = this.#open.get(name);
    if (open !== undefined && open.calls.length < MOST_CALLS) return open;
    const batch: Batch = { script, calls: [] };
    this.#open.set(name, batch);
    setImmediate(() => {
      if (this.#open.get(name) === batch) this.#open.delete(name);
      this.#send(batch);
    });
    return batch;
  }

  #send({ script, calls }: Batch): void {
    const [only] = calls;
    if (only === undefined) return;
    if (calls.length === 1) {
      runAlone(this.#port, script, only).then(only.resolve, only.reject);
      return;
    }
    const keys: string[] = [];
    const args: RedisArgument[] = [];
    for (const call of calls) {
      keys.push(...call.keys);
      args.push(String(call.args.length), ...call.args);
    }
    this.#port.run(script.many, keys, args).then(
      (answers) => {
        for (const [nth, call] of calls.entries()) settle(call, (answers as unknown[])[nth]);
      },
      (error: unknown) => {
        for (const call of calls) call.reject(call.explain(error));
      },
    );
  }
}

function isSmall(args: readonly RedisArgument[]): boolean {
  return args.length <= MOST_ARGUMENTS && args.every(({ length }) => length <= MOST_IN_ONE);
}

/** What a cluster tells the server of a key by. */
function hashTagOf(key: string): string {
  return key.slice(0, key.indexOf('}'));
}

/** A call that is a command of its own. */
export function runAlone<T>(
  port: RedisPort,
  script: RedisScript,
  { keys, args, read, explain }: Call<T>,
): Promise<T> {
  return port.run(script, keys, args).then(read, (error: unknown) => {
    throw explain(error);
  });
}

/** No script of ours answers an array that begins with a text. */
function settle({ read, explain, resolve, reject }: Waiting, answer: unknown): void {
  const [kind, text] = Array.isArray(answer) ? (answer as unknown[]) : [];
  try {
    if (!Buffer.isBuffer(kind)) resolve(read(answer));
    else reject(explain(new BatchedCallError(String(text))));
  } catch (error) {
    reject(error);
  }
}
