// #region tracker
import type { SessionTracker } from 'httpsession';

/** Reads the id from `Authorization: Bearer`, and tells it in a field of its own. */
export const bearerTracker: SessionTracker = {
  name: 'bearer',
  vary: 'Authorization',
  find(header) {
    const field = header('authorization') ?? '';
    return field.startsWith('Bearer ') ? field.slice('Bearer '.length) : undefined;
  },
  issue: (value) => [['X-Session-Token', value]],
  expire: () => [['X-Session-Token', '']],
};
// #endregion tracker
