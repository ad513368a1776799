import { type HttpSession, IllegalStateException } from 'httpsession';
import {
  type HttpServletRequest,
  HttpServletRequestWrapper,
  type ServletContext,
} from '../api/index.ts';
import type { SessionCalls } from './dispatched-request.ts';

/**
 * The sessions of the application that a dispatcher leads to, for a request that comes from another one. Those of
 * the caller must never be seen there (SES-189).
 * @returns null where the request is in that application already
 */
export function sessionsIn(
  context: ServletContext,
  request: HttpServletRequest,
): SessionCalls | null {
  if (request.getServletContext() === context) return null;
  const own = ownRequest(request);
  // There and back again: the request that the client sent has its session.
  return own.getServletContext() === context ? own : new NoSessions();
}

/** The container's own request, behind all wrappers. */
function ownRequest(request: HttpServletRequest): HttpServletRequest {
  let current = request;
  while (current instanceof HttpServletRequestWrapper) current = current.getRequest();
  return current;
}

/** The client has no session in the other application, and none can be made: its id could not travel. */
class NoSessions implements SessionCalls {
  getSession(create?: true): HttpSession;
  getSession(create: boolean): HttpSession | null;
  getSession(create = true): HttpSession | null {
    if (!create) return null;
    throw new IllegalStateException(
      'HTTPSESSION_UNSUPPORTED',
      'getSession: a dispatch into another application has no session of that application; let the ' +
        'client ask it, or pass what it needs in request attributes',
    );
  }

  changeSessionId(): string {
    throw new IllegalStateException(
      'HTTPSESSION_NO_SESSION',
      'changeSessionId: a dispatch into another application has no session of that application',
    );
  }

  getRequestedSessionId(): string | null {
    return null;
  }

  isRequestedSessionIdValid(): boolean {
    return false;
  }

  isRequestedSessionIdFromCookie(): boolean {
    return false;
  }

  isRequestedSessionIdFromURL(): boolean {
    return false;
  }
}
