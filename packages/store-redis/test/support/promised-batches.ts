import type { RedisPort } from '../../src/client/redis-port.ts';
import type { BatchedScript } from '../../src/scripts/batched-script.ts';
import { Batches as GuardedBatches, type Call as GuardedCall } from '../../src/store/batches.ts';

/** A call that explains its errors itself. */
export interface Call<T> extends GuardedCall<T> {
  readonly explain: (error: unknown) => unknown;
}

/** Batches without a guard: each call is a promise. */
export class Batches {
  readonly #explain: Call<unknown>['explain'][] = [];
  readonly #batches: GuardedBatches;

  constructor(port: RedisPort) {
    this.#batches = new GuardedBatches(port, (what, error) => this.#explain[Number(what)]?.(error));
  }

  run<T>(script: BatchedScript, { explain, ...call }: Call<T>): Promise<T> {
    const what = String(this.#explain.push(explain) - 1);
    return new Promise<T>((resolve, reject) => {
      this.#batches.add(script, call, { what, isWaiting: true, resolve, reject });
    });
  }
}
