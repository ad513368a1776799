/** A value that is there now, or a promise of it. Nothing here makes a promise where the value is known. */
export type MaybePromise<T> = T | Promise<T>;

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
