import {
  SessionError,
  StoreGuard,
  type MaybePromise,
  type OutgoingCall,
  type StoreGuardOptions,
} from 'httpsession';
import { plainError } from '../client/plain-error.ts';
import { isServerError, type RedisPort, type RedisScript } from '../client/redis-port.ts';
import type { BatchedScript } from '../scripts/batched-script.ts';
import { checkEvictionPolicy } from '../warnings/eviction-policy.ts';
import { Batches, type Call } from './batches.ts';
import { checkServer } from './server-check.ts';
import { explain, isForeign, isFromReplica } from './server-errors.ts';
import { Turns } from './turns.ts';

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
    this.#batches = new Batches(port, (doing, error) => this.#explain(doing, error));
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
  run<T>(doing: string, script: RedisScript | BatchedScript, call: Call<T>): MaybePromise<T> {
    if ('many' in script) {
      return this.#guard.begin<T>(doing, (outgoing) => this.#add(script, call, outgoing));
    }
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

  #add<T>(script: BatchedScript, call: Call<T>, outgoing: OutgoingCall<T>): void {
    if (this.#isKnown) {
      this.#batches.add(script, call, outgoing);
      return;
    }
    this.#getToKnow(outgoing.what, call.keys[0] ?? '').then(
      () => this.#batches.add(script, call, outgoing),
      (error: unknown) => outgoing.reject(error),
    );
  }

  #send<T>(doing: string, script: RedisScript, { keys, args, read }: Call<T>): Promise<T> {
    return this.#port.run(script, keys, args).then(read, (error: unknown) => {
      throw this.#explain(doing, error);
    });
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
