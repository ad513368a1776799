import type { LoadPlan, Order } from '../load/load-plan.ts';
import { Child } from './child.ts';

const PROGRAM = new URL('../../dist/load/main.js', import.meta.url);
/** Sessions are asked for once more, each for half a minute at most. */
const LAST_MS = 60_000;

/** The clients, at work. */
export class Load {
  readonly #child: Child;

  private constructor(plan: LoadPlan) {
    this.#child = new Child(PROGRAM, plan);
  }

  static async start(plan: LoadPlan): Promise<Load> {
    const load = new Load(plan);
    await load.#child.says((line) => line === 'ready');
    return load;
  }

  order(order: Order): void {
    this.#child.order(order);
  }

  /** Ends the load, and waits for the last answers. */
  async stop(): Promise<void> {
    this.order({ stop: true });
    await this.#child.says((line) => line === 'done', 1, LAST_MS);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.signal('SIGKILL');
  }
}
