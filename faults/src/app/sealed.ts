import { EncryptedStore, type SessionStore } from 'httpsession';

/** The store as it is, or with its values encrypted. */
export function sealed(
  store: SessionStore | 'memory',
  keys: readonly string[] | undefined,
): SessionStore | 'memory' {
  return keys === undefined || store === 'memory' ? store : new EncryptedStore(store, { keys });
}
