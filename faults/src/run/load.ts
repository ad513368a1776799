import type { LoadPlan, Order } from '../load/load-plan.ts';
import { Child } from './child.ts';
import type { Worker } from './worker.ts';

const PROGRAM = new URL('../../dist/load/main.js', import.meta.url);
/** Sessions are asked for once more, each for half a minute at most. */
const LAST_MS = 60_000;

/** The clients, at work. */
export class Load {
  /** Its clients are named by it. */
  readonly seed: number;
  readonly #child: Child;
  #stopping: Promise<void> | undefined;
  #orders = 0;

  constructor(plan: LoadPlan) {
    this.seed = plan.seed;
    this.#child = new Child(PROGRAM, plan);
  }

  async ready(): Promise<void> {
    await this.#child.says((line) => line === 'ready');
  }

  /** Waits until the clients do as they are told: on a busy machine that takes its time. */
  async order(order: Order): Promise<void> {
    this.#child.order(order);
    this.#orders += 1;
    await this.#child.says((line) => line === 'obeyed', this.#orders);
  }

  /**
   * Sends no more requests to a worker. Those that were sent before are under way in it: one that it has not
   * yet read would be cut off when it stops in good order, as on any server.
   */
  async takeOut(worker: Worker, targets: readonly number[]): Promise<void> {
    await this.order({ targets: targets.filter((port) => port !== worker.port) });
    await (await fetch(`http://127.0.0.1:${worker.port}/free`, { method: 'POST' })).text();
  }

  /** Ends the load, and waits for the last answers. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#child.order({ stop: true });
    await this.#child.says((line) => line === 'done', 1, LAST_MS);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.signal('SIGKILL');
  }
}
