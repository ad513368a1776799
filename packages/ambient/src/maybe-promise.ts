/** A value that is there now, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** Whether a value answers `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
