import type { Difference } from '../compare.ts';
import { mapAnswers } from './events.ts';

export const requestedOfDeadCookies: Difference = {
  id: 'requested-of-dead-cookies',
  title:
    'Of several cookies that name no live session the first is the requested id; in Tomcat the last',
  rows: ['SES-083'],
  decision:
    'The specification leaves it open; browsers send the most specific cookie first (RFC 6265)',
  expect(tomcat, context) {
    const { step, variant, live, original } = context;
    const cookies = context.cookies.map((value) => value.replaceAll('"', ''));
    const [first] = cookies;
    const isDead = cookies.every((value) => !live.has(value));
    if (first === undefined || cookies.length < 2 || !isDead) return tomcat;
    if (!variant.modes.includes('COOKIE')) return tomcat;
    return mapAnswers(tomcat, (answer, index) => {
      const isLast = original.answers[index]?.value === `.${cookies.at(-1) ?? ''}`;
      const isRequested = step.operations[index]?.[0] === 'requested';
      return isRequested && isLast ? { ...answer, value: `.${first}` } : answer;
    });
  },
};
