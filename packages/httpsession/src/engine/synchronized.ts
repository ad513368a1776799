import { OptionError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import { Session } from './session.ts';

/** How a session is waited for. */
export interface SynchronizedOptions {
  /** Milliseconds to wait for other holders: 10 000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Java's `synchronized (session)`: runs `fn` while nobody else holds the session, across awaits, and
 * across processes where the store can lock. First come, first served; calls inside `fn` do not wait
 * for it. With a store the session is read again first, and written before the next holder comes.
 *
 * @throws SessionLockTimeoutError when others hold it for longer than `timeoutMs`
 */
export function synchronized<T>(
  session: HttpSession,
  fn: () => MaybePromise<T>,
  options: SynchronizedOptions = {},
): Promise<T> {
  const { timeoutMs = 10_000 } = options;
  if (!Number.isFinite(timeoutMs) || timeoutMs < 0) {
    throw new OptionError('timeoutMs', timeoutMs, 'a number of milliseconds, 0 or more');
  }
  return Session.synchronized(session, timeoutMs, fn);
}
