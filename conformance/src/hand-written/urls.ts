import { op } from '../operations.ts';
import type { Operation, Script, Variant } from '../script.ts';
import { cookieless, request, under, type Scripts } from './builders.ts';

const own = [
  '',
  '/',
  'next',
  './next',
  '../next',
  '../../next',
  '.',
  '..',
  'a/..',
  '/page',
  '/page/',
  '/a;v=1/b',
  '/a%3Bb',
  '?q=1',
  '#top',
];
const ownWithContext = [
  '/shop',
  '/shop/',
  '/shop/page',
  '/shopping',
  '/shop/../page',
  '/shop/./page',
  '/SHOP/page',
  '/shop/page/..',
  '/shop/page/.',
];
const absolute = [
  'http://{host}',
  'http://{host}/',
  'http://{host}/page',
  'http://{host}/shop/page',
  'http://{host}/shop/../page',
  'http://{host}?q=1',
  'HTTP://{host}/shop/page',
  'http://{host}/shop/page?q=http://other.example/#top',
];
const foreign = [
  'https://{host}/shop/page',
  'http://localhost/shop/page',
  'http://localhost:1/shop/page',
  'http://other.example/shop/page',
  '//other.example/shop/page',
  '//{host}/shop/page',
  '\\\\other.example\\shop',
  'ftp://{host}/shop/page',
  'mailto:someone@other.example',
  'javascript:alert(1)',
  'http:page',
  'http:///page',
  'http://[::1/page',
  'http://{host}:1:2/page',
];
const withIds = [
  '/shop/page;{param}={0}',
  '/shop/page;{param}=other',
  '/shop/page;{param}=other;{param}={0}',
  '/shop/page;{param}=',
  '/shop;{param}=other/page',
  '/shop/page;v=1;{param}=other;w=2',
  '/shop/page?q=;{param}={0}',
  '/shop/page#;{param}={0}',
  '/page;{param}={0}?q=1#top',
];
const endings = [
  '/shop/page?',
  '/shop/page#',
  '/shop/page?#',
  '/shop/page?q=a b',
  '/shop/page?q=ü',
  '/shop/ü',
];

const all = [...own, ...ownWithContext, ...absolute, ...foreign, ...withIds, ...endings];
const both: readonly Operation[] = all.flatMap((url) => [op.encode(url), op.encodeRedirect(url)]);

/** In slices: a request header holds only so much. */
const slices = Array.from({ length: Math.ceil(both.length / 20) }, (_, index) =>
  both.slice(index * 20, (index + 1) * 20),
);

const script: Script = {
  variant: 'root',
  clients: [cookieless, { carries: 'both' }],
  steps: [
    request(op.encode('/page'), op.encode(null), op.encodeRedirect(null)),
    request(op.get('s'), op.encode('next')),
    request(op.get('s'), op.encode(null), op.encodeRedirect(null)),
    ...slices.map((operations) => ({
      ...request(...operations),
      path: '/deep/page',
      urlId: '{0}',
    })),
    // With the cookie nothing needs to be rewritten.
    ...slices.map((operations) => ({
      ...request(op.get('s', false), ...operations),
      cookies: ['{0}'],
    })),
  ],
};

const everywhere: readonly Variant['name'][] = ['root', 'shop', 'cookie', 'url'];

/** encodeURL and encodeRedirectURL with our own, foreign and malformed URLs. */
export const encoding: Scripts = Object.fromEntries(
  everywhere.map((variant) => [`encodeURL (${variant})`, under(variant, script)]),
);
