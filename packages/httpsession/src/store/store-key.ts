// eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 20.12, so in all that we support
import { hash } from 'node:crypto';

/**
 * What the session of an id is stored under: SHA-256 of context and id, 64 lower-case hexadecimal digits. So a
 * dump of the store is not a set of logins, an id that differs in case is another session in every store, and
 * two applications on one store never meet.
 */
export function storeKey(contextName: string, id: string): string {
  // The length keeps context and id apart: ('a', 'bc') and ('ab', 'c') are two sessions.
  return hash('sha256', `httpsession/1:${contextName.length}:${contextName}:${id}`, 'hex');
}
