import type { Difference } from '../compare.ts';
import { mapEncodings } from './encodings.ts';

export const encodeBlank: Difference = {
  id: 'encode-blank',
  title:
    'A blank in the query does not keep the id out of a URL; Tomcat takes the whole URL for malformed',
  rows: ['SES-103'],
  decision: 'Browsers escape it; the path, which decides where the id goes, is checked strictly',
  expect: (tomcat, context, actual) =>
    mapEncodings(tomcat, context, ({ url, value, index }) => {
      if (value !== `.${url}` || !/[?#].* /.test(url)) return value;
      const ours = actual.answers[index]?.value ?? '';
      return ours.replace(/;[A-Za-z]+=\{\d+\}/, '') === value ? ours : value;
    }),
};
