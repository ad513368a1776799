import type { Difference, StepContext } from '../compare.ts';
import { expiredCookie } from './cookies.ts';

export const twoLiveCookies: Difference = {
  id: 'two-live-cookies',
  title:
    'Two cookies that name two different live sessions are refused with 400, and the cookie is cleared; Tomcat takes the first',
  rows: ['SES-083'],
  decision: 'Named in the table of differences on purpose, as Jetty does; rule R20',
  expect(tomcat, context) {
    if (!context.variant.modes.includes('COOKIE') || liveCookies(context).size < 2) return tomcat;
    return {
      status: '400',
      location: null,
      cookies: [expiredCookie(context.variant)],
      answers: [],
    };
  },
};

/** The sessions that the cookies name, as far as they are alive. */
function liveCookies(context: StepContext): Set<string> {
  const ids = context.cookies.map((value) => value.replaceAll('"', ''));
  return new Set(ids.filter((id) => context.live.has(id)));
}
