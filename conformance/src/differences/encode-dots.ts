import type { Difference } from '../compare.ts';
import { mapEncodings, splitPath } from './encodings.ts';

export const encodeDots: Difference = {
  id: 'encode-dots',
  title:
    'A URL that ends in a bare dot segment comes back as it is; Tomcat puts the id behind the dots',
  rows: ['SES-101'],
  decision: 'Row S-21: what "..;id" means, browsers and servers do not agree on',
  expect: (tomcat, context) =>
    mapEncodings(tomcat, context, ({ url, value }) => {
      const [path] = splitPath(url);
      const [last = ''] = path.slice(path.lastIndexOf('/') + 1).split(';', 1);
      return last === '.' || last === '..' ? `.${url}` : value;
    }),
};
