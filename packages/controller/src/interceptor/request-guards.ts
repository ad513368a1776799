import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ActionError } from '../common/errors.ts';
import type { InterceptorOf, InvocationOf } from '../common/interceptor.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';

/** What the interceptors of this file need of a controller. */
interface Answering {
  getRequest(): HttpServletRequest;
  getResponse(): HttpServletResponse;
  getPara(): string | null;
}

function only(verb: string, inv: InvocationOf<Answering>): MaybePromise<void> {
  const controller = inv.getController();
  if (controller.getRequest().getMethod() === verb) return inv.invoke();
  controller.getResponse().setHeader('Allow', verb);
  throw new ActionError(405, { message: `${inv.getActionKey()} answers ${verb} only` });
}

/** Lets only GET pass; other HTTP methods get 405. */
export class GET implements InterceptorOf<Answering> {
  intercept(inv: InvocationOf<Answering>): MaybePromise<void> {
    return only('GET', inv);
  }
}

/** Lets only POST pass; other HTTP methods get 405. */
export class POST implements InterceptorOf<Answering> {
  intercept(inv: InvocationOf<Answering>): MaybePromise<void> {
    return only('POST', inv);
  }
}

/**
 * 404 when something stands in the URL behind the action: for controllers whose `index` would
 * answer for every misspelt action.
 */
export class NoUrlPara implements InterceptorOf<Answering> {
  intercept(inv: InvocationOf<Answering>): MaybePromise<void> {
    if (inv.getController().getPara() === null) return inv.invoke();
    throw new ActionError(404, { message: `${inv.getActionKey()} takes no URL parameter` });
  }
}
