import type { Difference } from '../compare.ts';
import { parameterName } from '../script.ts';
import { mapEncodings } from './encodings.ts';
import { ILLEGAL_ARGUMENT } from './events.ts';

export const aboveRoot: Difference = {
  id: 'above-root',
  title:
    'A relative URL that climbs above the root is the root, as in browsers; Tomcat throws IllegalArgumentException in encodeRedirectURL and gives it back unchanged in encodeURL',
  rows: ['SES-102', 'SES-103'],
  decision: 'RFC 3986 section 5.2.4: such a URL is a valid one',
  expect: (tomcat, context, actual) =>
    mapEncodings(tomcat, context, ({ url, value, index }) => {
      if (!url.includes('../') || (value !== `.${url}` && value !== ILLEGAL_ARGUMENT)) return value;
      // Whether it has to be rewritten is what other URLs show; here the form of it counts.
      const ours = actual.answers[index]?.value ?? '';
      const marker = new RegExp(`;${parameterName(context.variant)}=[^;/?#]*`, 'g');
      const isSame = ours.replace(marker, '') === `.${url}`.replace(marker, '');
      const isInside = url.includes(`${context.variant.contextPath}/`);
      return isSame && isInside ? ours : `.${url}`;
    }),
};
