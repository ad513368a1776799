import type { HttpServletRequest } from '@httpsession/servlet';

import { ActionError } from '../common/errors.ts';
import type { InterceptorOf, InvocationOf } from '../common/interceptor.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';

/** What {@link Restful} needs of a controller. */
interface Forwarding {
  getRequest(): HttpServletRequest;
  getPara(): string | null;
  forwardAction(url: string): unknown;
}

/** The request attribute that tells a forwarded request from one that came in so. */
const FORWARDED = 'httpsession.controller.restful';

/** The names that are reached by an HTTP method only. */
const BLOCKED: readonly string[] = ['show', 'save', 'update', 'delete'];

/**
 * Maps HTTP methods to actions: `GET /x/7` to `show`, `POST /x` to `save`, `PUT /x/7` to `update`,
 * `DELETE /x/7` to `delete`. Their own URLs, such as `/x/show/7`, get 404; `GET /x` stays `index`,
 * and `add` and `edit` stay what they are.
 */
export class Restful implements InterceptorOf<Forwarding> {
  intercept(inv: InvocationOf<Forwarding>): MaybePromise<void> {
    const controller = inv.getController();
    const request = controller.getRequest();
    if (request.getAttribute(FORWARDED) !== null) {
      request.removeAttribute(FORWARDED);
      return inv.invoke();
    }
    const name = inv.getMethodName();
    if (BLOCKED.includes(name)) {
      throw new ActionError(404, {
        message: `${inv.getActionKey()} is reached by its HTTP method only`,
      });
    }
    if (name !== 'index') return inv.invoke();
    const target = restfulTarget(request.getMethod(), controller.getPara());
    if (target === undefined) return inv.invoke();
    request.setAttribute(FORWARDED, true);
    controller.forwardAction(`${inv.getControllerPath()}/${target}`);
  }
}

function restfulTarget(verb: string, para: string | null): string | undefined {
  if (verb === 'POST') return 'save';
  if (para === null) return undefined;
  // It was decoded, and will be again.
  const rest = encodeURIComponent(para);
  if (verb === 'PUT') return `update/${rest}`;
  if (verb === 'DELETE') return `delete/${rest}`;
  return verb === 'GET' || verb === 'HEAD' ? `show/${rest}` : undefined;
}
