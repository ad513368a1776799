import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';

/** Does something that may end later, and tidies up however it ends. No promise when nothing waits. */
export function withCleanup<T>(work: () => MaybePromise<T>, cleanup: () => void): MaybePromise<T> {
  let result: MaybePromise<T>;
  try {
    result = work();
  } catch (error) {
    cleanup();
    throw error;
  }
  if (isThenable(result)) return Promise.resolve(result).finally(cleanup);
  cleanup();
  return result;
}

/** Does something that may fail now or later, and answers its failure. No promise when nothing waits. */
export function orRecover<T>(
  work: () => MaybePromise<T>,
  recover: (error: unknown) => MaybePromise<T>,
): MaybePromise<T> {
  try {
    const result = work();
    return isThenable(result) ? result.then(undefined, recover) : result;
  } catch (error) {
    return recover(error);
  }
}
