import type { MaybePromise } from 'httpsession';

export type { MaybePromise };

// The type is of one package. What works on it is written in each: as exports of httpsession, these few lines
// would be a promise to all its users.

/** Whether a value answers `then`: a promise, or anything that behaves as one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** Goes on with a value, at once when it is known, later when it is a promise. */
export function andThen<T, R>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<R>,
): MaybePromise<R> {
  return isThenable(value) ? value.then(next) : next(value);
}
