import { IllegalStateException } from '../common/errors.ts';
import type { RequestExchange } from './contracts.ts';

/**
 * A new id needs a way to the client. With URLs alone there is one as long as links are written.
 * @throws IllegalStateException when there is none
 */
export function mustReachClient(
  { response, services }: Pick<RequestExchange, 'response' | 'services'>,
  method: string,
): void {
  if (response === undefined) {
    throw new IllegalStateException(
      'HTTPSESSION_UPGRADE',
      `${method}: an upgrade has no response that could carry a cookie; make the session, or change ` +
        'its id, in an ordinary request before',
    );
  }
  if (!services.needsHead || !response.headersSent) return;
  throw new IllegalStateException(
    'HTTPSESSION_RESPONSE_COMMITTED',
    `${method}: the head of the response has gone out, so the client cannot be told a new id; ` +
      'call it before the first write, end or writeHead',
  );
}

/** A session made for a skipped request would take the place of the one that the client has. */
export function skippedError(): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_NO_SESSION',
    'getSession: the option skip left this request without a session, and one that is made now would ' +
      'replace that of the client; ask with getSession(false), or do not skip the request',
  );
}

/** What `getSession` throws when a listener of the creation has ended the session. */
export function endedAtOnce(): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_INVALIDATED',
    'getSession: a listener ended the new session in sessionCreated; there is none to give',
  );
}
