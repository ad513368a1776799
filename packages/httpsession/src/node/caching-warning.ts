import { invitesSharedCaches } from '../tracking/caching.ts';
import { pathPattern } from '../tracking/path-pattern.ts';
import type { RequestExchange } from './contracts.ts';

/**
 * Warns, once for a manager, of an answer that was to be kept for everybody and has a session's id in it
 * (S-23). The answer is safe, but not what the application wanted.
 */
export function warnOfSharedCaching(exchange: RequestExchange, cacheControl: string): void {
  if (!invitesSharedCaches(cacheControl)) return;
  exchange.services.engine.diagnostics.warnOnce(
    'shared caching',
    `The answer to ${pathPattern(exchange.request.url ?? '')} asked shared caches to keep it ` +
      "(Cache-Control: public or s-maxage) and carries a session's cookie or id, so it was made " +
      'private. Do not use the session there, let the option skip name the path, or send private',
  );
}
