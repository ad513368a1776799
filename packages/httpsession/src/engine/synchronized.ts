import { systemClock } from '../common/clock.ts';
import { OptionError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import { Monitors } from './monitors.ts';
import { Session } from './session.ts';

const contexts = new Monitors<ServletContext>(systemClock, 'the servlet context');

/** How `synchronized` waits. */
export interface SynchronizedOptions {
  /** Milliseconds to wait for other holders: 10 000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Java's `synchronized (session)` and `synchronized (getServletContext())`: runs `fn` while nobody else holds the
 * session, or the context, across awaits. First come, first served; calls inside `fn` do not wait for it.
 *
 * A session is held across processes where the store can lock; with a store it is read again first, and written
 * before the next holder comes. A context is held in this process, as everything that it shares is.
 *
 * @throws SessionLockTimeoutError when others hold it for longer than `timeoutMs`
 * @throws IllegalArgumentException for what is neither a session that getSession() gave nor a servlet context
 */
export function synchronized<T>(
  monitor: HttpSession | ServletContext,
  fn: () => MaybePromise<T>,
  options: SynchronizedOptions = {},
): Promise<T> {
  const { timeoutMs = 10_000 } = options;
  if (!Number.isFinite(timeoutMs) || timeoutMs < 0) {
    throw new OptionError('timeoutMs', timeoutMs, 'a number of milliseconds, 0 or more');
  }
  return isContext(monitor)
    ? contexts.run(monitor, timeoutMs, fn)
    : Session.synchronized(monitor, timeoutMs, fn);
}

/** A session has none of the paths that its context has. */
function isContext(monitor: HttpSession | ServletContext): monitor is ServletContext {
  return 'getContextPath' in monitor;
}
