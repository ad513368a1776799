import type { HttpServletRequest } from '@httpsession/servlet';

import type { InterceptorOf } from '../common/interceptor.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import type { Render } from '../common/exchange.ts';

/** The request attribute that views find the session's attributes in. */
const ATTRIBUTE = 'session';

/** What this interceptor needs of the controller. */
interface Viewed {
  getRequest(): HttpServletRequest;
  getRender(): Render | undefined;
}

/**
 * Gives views the attributes of the session, as `session`: `{{ session.loginUser.name }}`. Runs after
 * the action, and does nothing when the answer is JSON, which would publish the whole session.
 */
export class SessionInViewInterceptor implements InterceptorOf<Viewed> {
  readonly #createSession: boolean;

  /** @param createSession whether a session is created when there is none; default `false` */
  constructor(createSession = false) {
    this.#createSession = createSession;
  }

  intercept(inv: { invoke(): MaybePromise<void>; getController(): Viewed }): MaybePromise<void> {
    return andThen(inv.invoke(), () => {
      this.#expose(inv.getController());
    });
  }

  #expose(controller: Viewed): void {
    const render = controller.getRender();
    if (render !== undefined && 'writesJson' in render) return;
    const request = controller.getRequest();
    const session = this.#createSession ? request.getSession() : request.getSession(false);
    if (session === null) return;
    const names = [...session.getAttributeNames()];
    const view = names.map((name): [string, unknown] => [name, session.getAttribute(name)]);
    request.setAttribute(ATTRIBUTE, Object.fromEntries(view));
  }
}
