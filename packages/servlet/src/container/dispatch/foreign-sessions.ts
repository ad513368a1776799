import { IllegalStateException } from 'httpsession';
import { type HttpServletRequest, HttpServletRequestWrapper } from '../../api/index.ts';
import type { MaybePromise } from '../../common/maybe-promise.ts';
import { RequestFacade } from '../../http/request-facade.ts';
import type { DispatchHost } from './dispatch-contracts.ts';
import type { SessionCalls } from './dispatched-request.ts';

/**
 * The sessions of the application that a dispatcher leads to, for a request that comes from another one. Those of
 * the caller must never be seen there (SES-189).
 * @returns null where the request is in that application already
 * @throws IllegalStateException for a request that is not the container's, whose sessions nobody knows
 */
export function sessionsIn(
  { services, sessions }: DispatchHost,
  request: HttpServletRequest,
): MaybePromise<SessionCalls | null> {
  if (request.getServletContext() === services.context) return null;
  const own = ownRequest(request);
  if (own instanceof RequestFacade) return sessions.openDispatch(own.node);
  throw new IllegalStateException(
    'HTTPSESSION_UNSUPPORTED',
    'A dispatch into another application needs the request that the container made, or a wrapper of it',
  );
}

/** The container's own request, behind all wrappers. */
function ownRequest(request: HttpServletRequest): HttpServletRequest {
  let current = request;
  while (current instanceof HttpServletRequestWrapper) current = current.getRequest();
  return current;
}
