import { ActionError } from '../common/errors.ts';
import type { InterceptorOf } from '../common/interceptor.ts';
import type { Guarded } from './guarded.ts';

/** Where somebody goes who is not let in. */
export interface GuardOptions {
  /** The page for them, such as `/login`; default: status 401. */
  readonly redirect?: string | undefined;
  /** The parameter that tells that page where they wanted to go; default: it is not told. */
  readonly returnPara?: string | undefined;
}

/** What a session must have. */
export interface RequireSessionOptions extends GuardOptions {
  /** An attribute that must be there, such as `loginUser`; default: any session will do. */
  readonly attribute?: string | undefined;
}

/** What somebody must be. */
export interface RequireRoleOptions extends GuardOptions {
  /** The roles that somebody has, `null` for strangers; default: the container's (`isUserInRole`). */
  readonly rolesOf?: ((controller: Guarded) => readonly string[] | null) | undefined;
}

/**
 * An interceptor that lets only requests with a session through, or only those with an attribute in
 * it. Never creates a session. Others are redirected or get 401.
 */
export function requireSession(options: RequireSessionOptions = {}): InterceptorOf<Guarded> {
  return {
    intercept(inv) {
      const controller = inv.getController();
      const session = controller.getSession(false);
      const { attribute } = options;
      const isIn =
        session !== null && (attribute === undefined || session.getAttribute(attribute) !== null);
      if (isIn) return inv.invoke();
      sendAway(controller, options);
    },
  };
}

/**
 * An interceptor that lets only those through who have one of the roles. Those who have a role, but
 * none of these, or who are known to the container, get 403; others are redirected or get 401.
 */
export function requireRole(
  roles: string | readonly string[],
  options: RequireRoleOptions = {},
): InterceptorOf<Guarded> {
  const wanted = typeof roles === 'string' ? [roles] : [...roles];
  return {
    intercept(inv) {
      const controller = inv.getController();
      const has = options.rolesOf?.(controller) ?? null;
      const isIn = wanted.some((role) =>
        options.rolesOf === undefined ? controller.isUserInRole(role) : has?.includes(role),
      );
      if (isIn) return inv.invoke();
      const isKnown = has !== null || controller.getRequest().getUserPrincipal() !== null;
      if (isKnown)
        throw new ActionError(403, { message: `None of the roles ${wanted.join(', ')}` });
      sendAway(controller, options);
    },
  };
}

function sendAway(controller: Guarded, options: GuardOptions): void {
  if (options.redirect === undefined) {
    throw new ActionError(401, { message: 'The action needs a login' });
  }
  controller.redirect(withReturnPath(controller, options.redirect, options.returnPara));
}

function withReturnPath(controller: Guarded, page: string, para: string | undefined): string {
  const request = controller.getRequest();
  // Where somebody was going to post something, there is no page to come back to.
  if (para === undefined || request.getMethod() !== 'GET') return page;
  const path = request.getRequestURI().slice(request.getContextPath().length);
  const query = request.getQueryString();
  const target = encodeURIComponent(query === null ? path : `${path}?${query}`);
  return `${page}${page.includes('?') ? '&' : '?'}${encodeURIComponent(para)}=${target}`;
}
