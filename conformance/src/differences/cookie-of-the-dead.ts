import type { Difference, StepContext } from '../compare.ts';
import type { StepResult } from '../transcript.ts';
import { isCommitted } from './change-after-commit.ts';
import { expiredCookie } from './cookies.ts';
import { follow } from './events.ts';

export const cookieOfTheDead: Difference = {
  id: 'cookie-of-the-dead',
  title:
    'When the session ends before the first byte, the cookie of the client is cleared and none is set for an id that is dead; Tomcat leaves the old cookie and may set a dead one',
  rows: ['SES-069', 'SES-052'],
  decision: 'Rules R21 (our cookie is expired) and S-17 (the cookie shows the final state)',
  expect(tomcat, context) {
    if (!context.variant.modes.includes('COOKIE') || tomcat.status === '400') return tomcat;
    const { alive, isLost } = atFirstByte(tomcat, context);
    const prefix = `${context.variant.cookieName}=`;
    const kept = tomcat.cookies.filter((cookie) => {
      const value = cookie.slice(prefix.length).split('; ', 1)[0] ?? '';
      return !cookie.startsWith(prefix) || alive.has(value);
    });
    const cookies = isLost && kept.length === 0 ? [expiredCookie(context.variant)] : kept;
    return { ...tomcat, cookies };
  },
};

/** Which sessions lived when the head of the response went out, and whether the client's had ended. */
function atFirstByte(
  tomcat: StepResult,
  context: StepContext,
): { alive: Set<string>; isLost: boolean } {
  const alive = new Set(context.live);
  let joined = context.cookies
    .map((value) => value.replaceAll('"', ''))
    .find((value) => context.live.has(value));
  tomcat.answers.forEach(({ events }, index) => {
    if (isCommitted(tomcat, context.step, index)) return;
    // One that had expired before the request came in is not ended by it.
    if (isExpiry(context.step.operations[index]?.[0], events)) joined = undefined;
    const renamed = follow(alive, events);
    while (joined !== undefined && renamed.has(joined)) joined = renamed.get(joined);
  });
  return { alive, isLost: joined !== undefined && !alive.has(joined) };
}

/** Whether these events tell of a session that was found to have expired. */
function isExpiry(operation: string | undefined, events: readonly string[]): boolean {
  return (
    operation === 'get' &&
    events.some((line) => line.startsWith('destroyed')) &&
    !events.some((line) => line.startsWith('hook invalidate'))
  );
}
