import type { ViewEngine } from '../common/view-engine.ts';

/** Settings of the views. */
export class Engine {
  #viewEngine: ViewEngine | undefined;

  /** What renders views; without one `render(view)` is an error. */
  setViewEngine(engine: ViewEngine): this {
    this.#viewEngine = engine;
    return this;
  }

  /** What renders views, or `undefined`. */
  getViewEngine(): ViewEngine | undefined {
    return this.#viewEngine;
  }
}
