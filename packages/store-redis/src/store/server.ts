import { SessionError, StoreGuard, type MaybePromise, type StoreGuardOptions } from 'httpsession';
import { plainError } from '../client/plain-error.ts';
import type { RedisArgument, RedisPort, RedisScript } from '../client/redis-port.ts';
import type { BatchedScript } from '../scripts/batched-script.ts';
import { checkEvictionPolicy } from '../warnings/eviction-policy.ts';
import { Batches, runAlone, type Call } from './batches.ts';
import { checkServer } from './server-check.ts';
import { explain, isForeign, isFromReplica, isServerError } from './server-errors.ts';
import { Turns } from './turns.ts';

/** What a script is called with. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly RedisArgument[];
}

/** What questions to all partitions may have of `maxPending`, all of them together: the rest is for requests. */
const SHARE_OF_QUESTIONS = 1 / 4;

type GuardOptions = Pick<StoreGuardOptions, 'timeoutMs' | 'maxPending' | 'breaker'>;

/** The server, guarded: answers come in time, and its errors say what to do. */
export class Server {
  readonly #port: RedisPort;
  readonly #guard: StoreGuard;
  readonly #report: (error: Error) => void;
  readonly #batches: Batches;
  readonly #turns: Turns;
  #isKnown = false;
  #check: Promise<void> | undefined;

  constructor(port: RedisPort, options: GuardOptions, report: (error: Error) => void) {
    this.#port = port;
    this.#report = report;
    this.#batches = new Batches(port);
    this.#guard = new StoreGuard({
      ...options,
      name: 'redis',
      isFailure: isUnreachable,
      onSilence: () => port.renew(),
    });
    const { maxPending = 1000 } = options;
    this.#turns = new Turns(Math.max(1, Math.floor(maxPending * SHARE_OF_QUESTIONS)));
    port.onReady(() => this.retryNow());
  }

  /** It has just answered, or may: when calls are refused, the next one tries. */
  retryNow(): void {
    this.#guard.retryNow();
  }

  /**
   * Runs a script, and reads its answer. `doing` says for errors what it is about; no key belongs there.
   * Rejects with SessionStoreUnavailableError; with that of the server when a key has what is not ours.
   */
  run<T>(
    doing: string,
    script: RedisScript | BatchedScript,
    call: ScriptCall & { readonly read: (answer: unknown) => T },
  ): MaybePromise<T> {
    return this.#guard.run(doing, () =>
      this.#isKnown
        ? this.#send(doing, script, call)
        : this.#getToKnow(doing, call.keys[0] ?? '').then(() => this.#send(doing, script, call)),
    );
  }

  /** What asks one of many partitions with `run` waits here for its turn. Not within another turn. */
  inTurn<T>(ask: () => MaybePromise<T>): Promise<T> {
    return this.#turns.take(ask);
  }

  #send<T>(
    doing: string,
    script: RedisScript | BatchedScript,
    { keys, args, read }: ScriptCall & { readonly read: (answer: unknown) => T },
  ): Promise<T> {
    const call: Call<T> = { keys, args, read, explain: (error) => this.#explain(doing, error) };
    return 'many' in script ? this.#batches.run(script, call) : runAlone(this.#port, script, call);
  }

  #explain(doing: string, error: unknown): unknown {
    // Behind one address, the master may be another server by now: only a new connection finds it.
    if (isFromReplica(error)) this.#port.renew();
    const plain = plainError(error);
    return isForeign(plain) ? plain : explain(doing, plain);
  }

  /** Once, however many calls come first; again for the next call when it failed. */
  #getToKnow(doing: string, key: string): Promise<void> {
    this.#check ??= checkServer(this.#port, key).then(
      () => {
        this.#isKnown = true;
        void checkEvictionPolicy(this.#port, this.#report);
      },
      (error: unknown) => {
        this.#check = undefined;
        throw explain(doing, plainError(error));
      },
    );
    return this.#check;
  }
}

function isUnreachable(error: unknown): boolean {
  return !(error instanceof SessionError) && !isServerError(error);
}
