// #region store
import { EncryptedStore } from 'httpsession';
import type { SessionStore } from 'httpsession';

/** `SESSION_KEYS`: keys in base64 with a space between them, the newest first. */
export function encrypted(
  inner: SessionStore,
  keys = process.env['SESSION_KEYS'] ?? '',
): SessionStore {
  return new EncryptedStore(inner, { keys: keys.split(' '), context: '/shop' });
}
// #endregion store
