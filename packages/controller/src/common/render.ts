import type { ControllerExchange } from './exchange.ts';
import type { MaybePromise } from './maybe-promise.ts';

/**
 * What an action leaves behind to be written after it and all interceptors have returned. The last
 * one that was set is the one that counts.
 */
export interface Render {
  /**
   * Gives the request that is to be answered. Called once, right before {@link Render.render}.
   *
   * @param exchange the request, the response and the action
   * @param viewPath where relative view names start, with a slash at both ends; absent for renders
   *   that have no view
   */
  setContext(exchange: ControllerExchange, viewPath?: string): this;

  /** Writes the answer. */
  render(): MaybePromise<void>;
}
