import fc, { type Arbitrary } from 'fast-check';

const origins = fc.constantFrom(
  '',
  '',
  '',
  '',
  'http://{host}',
  'http://{host}',
  'HTTP://{host}',
  'https://{host}',
  'http://localhost',
  'http://localhost:1',
  'http://other.example',
  '//other.example',
  '//{host}',
  'ftp://{host}',
  'mailto:someone@other.example',
  'javascript:alert(1)',
);

const paths = fc.constantFrom(
  '',
  '/',
  '/page',
  '/shop',
  '/shop/',
  '/shop/page',
  '/shopping',
  '/shop/../page',
  '/url/page',
  '/cookie/page',
  'next',
  './next',
  '../next',
  '../../shop/next',
  '..',
  '/shop/page/.',
  '/shop/deep/..',
  '/a;v=1/b',
  '/a%3Bb',
  '/ü',
);

const parameters = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(';{param}={0}', ';{param}={1}', ';{param}=other', ';{param}='),
  },
);

const tails = fc.constantFrom(
  '',
  '',
  '?',
  '?q=1',
  '#',
  '#top',
  '?q=1#top',
  '?q=;{param}=1',
  '#;{param}=2',
);

/** URLs as applications pass them to encodeURL: mostly their own, with ids of all ages, and others'. */
export const urls: Arbitrary<string> = fc
  .tuple(origins, paths, parameters, tails)
  .map((parts) => parts.join(''));
