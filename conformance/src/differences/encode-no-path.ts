import type { Difference } from '../compare.ts';
import { parameterName } from '../script.ts';
import { mapEncodings, splitPath } from './encodings.ts';

export const encodeNoPath: Difference = {
  id: 'encode-no-path',
  title:
    'A URL without a path comes back as it is; Tomcat invents one, or writes the parameter behind the host name',
  rows: ['SES-101', 'SES-102'],
  decision:
    'The id is a path parameter (SES-094), and the empty reference is the current document (RFC 3986)',
  expect: (tomcat, context) =>
    mapEncodings(tomcat, context, ({ url, value }) => {
      const [path] = splitPath(url);
      const [bare = ''] = path.split(`;${parameterName(context.variant)}=`);
      return bare === '' || bare.toLowerCase() === 'http://{host}' ? `.${url}` : value;
    }),
};
