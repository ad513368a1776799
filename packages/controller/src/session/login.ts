import type { HttpServletRequest } from '@httpsession/servlet';

/** The attribute of the session that says who has logged in, unless another one is named. */
const LOGIN_ATTRIBUTE = 'loginUser';

/** How a login is kept. */
export interface LoginOptions {
  /** The attribute of the session for the user; default `loginUser`. */
  readonly attribute?: string | undefined;
  /** Whose session it is, for the list of a user's sessions; default: nobody's. */
  readonly principal?: string | undefined;
}

/** Stores the user in the session, whose id nobody can have known before. */
export function enter(request: HttpServletRequest, user: unknown, options: LoginOptions): void {
  // What was begun without a login stays, but not under an id that somebody may have planted.
  const session = request.getSession();
  // In a dispatch from another application a new session has the id of the caller's, which came from the client.
  const isIdNew = session.isNew() && session.getId() !== request.getRequestedSessionId();
  if (!isIdNew) request.changeSessionId();
  session.setAttribute(options.attribute ?? LOGIN_ATTRIBUTE, user);
  if (options.principal !== undefined) session.setPrincipal(options.principal);
}

/** Ends the session, and the container's login. */
export function leave(request: HttpServletRequest): void {
  request.logout();
  request.getSession(false)?.invalidate();
}
