import type { Constants } from './constants.ts';
import type { ViewEngine } from '../common/view-engine.ts';

/** Settings of the views, made in `configEngine`. */
export class Engine {
  readonly #constants: Constants;

  /** Made by the application; what is set here is set in its constants. */
  constructor(constants: Constants) {
    this.#constants = constants;
  }

  /** What renders views; without one `render(view)` is an error. */
  setViewEngine(engine: ViewEngine): this {
    this.#constants.setViewEngine(engine);
    return this;
  }

  /** What renders views, or `undefined`. */
  getViewEngine(): ViewEngine | undefined {
    return this.#constants.viewEngine;
  }
}
