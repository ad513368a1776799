import { SessionStoreUnavailableError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';

/** Asks a store. Its failure, at once or later, becomes ours; `doing` says what failed: `locking a session`. */
export function askStore<T>(doing: string, ask: () => MaybePromise<T>): MaybePromise<T> {
  const fail = (cause: unknown): never => {
    throw new SessionStoreUnavailableError(doing, { cause });
  };
  try {
    const answer = ask();
    return isThenable(answer) ? answer.then(undefined, fail) : answer;
  } catch (cause) {
    return fail(cause);
  }
}
