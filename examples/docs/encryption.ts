// #region store
import { EncryptedStore } from 'httpsession';
import type { SessionStore } from 'httpsession';

/** `SESSION_KEYS`: keys in base64 with white space between them, the newest first. */
export function encrypted(
  inner: SessionStore,
  keys = process.env['SESSION_KEYS'] ?? '',
): SessionStore {
  return new EncryptedStore(inner, { keys: keys.match(/\S+/g) ?? [], context: '/shop' });
}
// #endregion store
