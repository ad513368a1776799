import type { MaybePromise } from 'httpsession';

export type { MaybePromise };

// The type is of one package. What works on it is written in each: as exports of httpsession, these few lines
// would be a promise to all its users.

/** Whether a value answers `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
