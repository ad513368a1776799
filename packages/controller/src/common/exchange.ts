import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { Action } from './action.ts';
import type { ControllerConfig } from './config.ts';
import type { MaybePromise } from './maybe-promise.ts';

/** What a controller knows of the request that it serves. */
export interface ControllerExchange {
  /** Interceptors may put a wrapper in its place. */
  request: HttpServletRequest;
  /** Interceptors may put a wrapper in its place. */
  response: HttpServletResponse;
  /** What stands in the URL behind the action, not decoded; `null` when there is nothing. */
  readonly urlPara: string | null;
  /** The action that answers. */
  readonly action: Action;
  /** The settings of the application. */
  readonly config: ControllerConfig;
  /** What is written after the action; `undefined` until one is set. */
  render: Render | undefined;
}

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
