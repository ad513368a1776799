import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { AnswerConfig, ControllerExchange, Render } from '../common/exchange.ts';
import type { ActionMatch } from '../routing/action-mapping.ts';
import type { ActionPlan } from './action-plan.ts';

/** What a controller knows of its request: made for each one. */
export class Exchange implements ControllerExchange {
  request: HttpServletRequest;
  response: HttpServletResponse;
  readonly urlPara: string | null;
  readonly action: ActionPlan;
  readonly config: AnswerConfig;
  render: Render | undefined = undefined;

  constructor(
    match: ActionMatch<ActionPlan>,
    config: AnswerConfig,
    pair: { readonly request: HttpServletRequest; readonly response: HttpServletResponse },
  ) {
    this.request = pair.request;
    this.response = pair.response;
    this.urlPara = match.urlPara;
    this.action = match.action;
    this.config = config;
  }
}
