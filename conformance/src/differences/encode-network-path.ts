import type { Difference } from '../compare.ts';
import { mapEncodings } from './encodings.ts';

export const encodeNetworkPath: Difference = {
  id: 'encode-network-path',
  title:
    'A URL that begins with two slashes never gets an id; Tomcat adds it when the host is its own',
  rows: ['SES-105'],
  decision: 'Row S-22: ids go to relative URLs and to absolute ones of our origin only',
  expect: (tomcat, context) =>
    mapEncodings(tomcat, context, ({ url, value }) => (url.startsWith('//') ? `.${url}` : value)),
};
