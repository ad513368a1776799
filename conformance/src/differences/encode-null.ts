import type { Difference } from '../compare.ts';
import { ILLEGAL_ARGUMENT, mapAnswers } from './events.ts';

export const encodeNull: Difference = {
  id: 'encode-null',
  title:
    'encodeURL(null) and encodeRedirectURL(null) throw IllegalArgumentException; Tomcat gives null',
  rows: ['SES-103'],
  decision: 'null is no URL, and the specification wants an exception for what is none',
  expect: (tomcat, { step }, actual) =>
    mapAnswers(tomcat, (answer, index) => {
      const [name, url] = step.operations[index] ?? [''];
      const isNull = (name === 'encode' || name === 'encodeRedirect') && url === '~';
      const throws = actual.answers[index]?.value === ILLEGAL_ARGUMENT;
      return isNull && throws ? { ...answer, value: ILLEGAL_ARGUMENT } : answer;
    }),
};
