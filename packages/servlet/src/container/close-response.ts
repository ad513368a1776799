import { IllegalStateException } from 'httpsession';
import type { HttpServletResponse } from '../api/index.ts';
import { isIncluded } from './dispatch/included-response.ts';

/** What the container's own response can do beside Java's methods. */
interface Suspendable {
  suspend(): void;
}

/**
 * After a forward the response belongs to the target alone: what the caller still writes is dropped
 * (Servlet 6.1, 9.4). One that the application has wrapped is closed, for the wrapper may keep output back.
 */
export function closeAfterForward(response: HttpServletResponse): void {
  const own = isIncluded(response) ? response.getContainerResponse() : response;
  if (isSuspendable(own)) {
    own.suspend();
    return;
  }
  try {
    own.getWriter().close();
  } catch (error) {
    // The target took the other way to write.
    if (!(error instanceof IllegalStateException)) throw error;
    own.getOutputStream().close();
  }
}

function isSuspendable(response: object): response is Suspendable {
  return 'suspend' in response && typeof response.suspend === 'function';
}
