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
