import type { HttpServletRequest } from '@httpsession/servlet';

import type { Action } from './action.ts';

/** A request that an action answers, as it is reported. */
export interface ReportedRequest {
  /** The request, as it came to the action. */
  readonly request: HttpServletRequest;
  /** The action that answers it. */
  readonly action: Action;
  /** What stands in the URL behind the action, not decoded; `null` when there is nothing. */
  readonly urlPara: string | null;
}

/** Tells developers about actions, in development mode; see `ActionReporter`. */
export interface ActionReports {
  /** An action has run, or is about to. */
  report(reported: ReportedRequest): void;
  /** The application has started, with these actions. */
  reportActions(actions: readonly Action[]): void;
}
