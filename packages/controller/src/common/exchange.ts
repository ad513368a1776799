import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { Action } from './action.ts';
import type { ControllerConfig } from './config.ts';
import type { Render } from './render.ts';

/** What a controller knows of the request that it serves. */
export interface ControllerExchange {
  /** Interceptors may put a wrapper in its place. */
  request: HttpServletRequest;
  /** Interceptors may put a wrapper in its place. */
  response: HttpServletResponse;
  /** What stands in the URL behind the action, not decoded; `null` when there is nothing. */
  readonly urlPara: string | null;
  readonly action: Action;
  readonly config: ControllerConfig;
  /** What is written after the action; `undefined` until one is set. */
  render: Render | undefined;
}
