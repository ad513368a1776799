import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IllegalArgumentException } from '../../src/common/errors.ts';
import { encodeUrl, stripPathParameter } from '../../src/tracking/path-parameter.ts';
import type { UrlTarget } from '../../src/tracking/path-parameter.ts';
import { expectLinearTime } from '../support/linear-time.ts';

const ROOT: UrlTarget = {
  name: 'jsessionid',
  value: 'ID',
  origin: 'http://shop.test',
  contextPath: '',
  requestPath: '/dir/page',
};
const SHOP: UrlTarget = { ...ROOT, contextPath: '/shop', requestPath: '/shop/a/b' };

describe('encodeUrl', () => {
  it('SES-094 writes the parameter behind the path', () => {
    expect(encodeUrl('/x/page', ROOT)).toBe('/x/page;jsessionid=ID');
  });

  it('SES-095 writes the name that is configured', () => {
    expect(encodeUrl('/x', { ...ROOT, name: 'SID' })).toBe('/x;SID=ID');
  });

  it.each([
    ['p?a=1#f', 'p;jsessionid=ID?a=1#f'],
    ['/p#f?a', '/p;jsessionid=ID#f?a'],
    ['/p?a=1', '/p;jsessionid=ID?a=1'],
    ['/p?', '/p;jsessionid=ID?'],
    ['/p#', '/p;jsessionid=ID#'],
    ['/p;v=2/q', '/p;v=2/q;jsessionid=ID'],
    ['/p;v=2', '/p;v=2;jsessionid=ID'],
    ['/', '/;jsessionid=ID'],
    ['/dir/', '/dir/;jsessionid=ID'],
    ['/?to=http://x/;jsessionid=1', '/;jsessionid=ID?to=http://x/;jsessionid=1'],
    ['/ä/\u{1f511}', '/ä/\u{1f511};jsessionid=ID'],
    ['/a%20b', '/a%20b;jsessionid=ID'],
    ['/p?a b', '/p;jsessionid=ID?a b'],
  ])('SES-101 writes %s as %s', (url, expected) => {
    expect(encodeUrl(url, ROOT)).toBe(expected);
  });

  it.each([
    ['/x;jsessionid=OLD', '/x;jsessionid=ID'],
    ['/x;jsessionid=OLD?a=1', '/x;jsessionid=ID?a=1'],
    ['/x;jsessionid=OLD/y', '/x/y;jsessionid=ID'],
    ['/x;jsessionid=OLD;v=1', '/x;v=1;jsessionid=ID'],
    ['x;jsessionid=OLD', 'x;jsessionid=ID'],
    ['http://shop.test/;jsessionid=OLD', 'http://shop.test/;jsessionid=ID'],
  ])('SES-101 puts the id in the place of the one in %s', (url, expected) => {
    expect(encodeUrl(url, ROOT)).toBe(expected);
  });

  it.each([
    ['c', 'c;jsessionid=ID'],
    ['./c', './c;jsessionid=ID'],
    ['../c', '../c;jsessionid=ID'],
    ['../', '../;jsessionid=ID'],
    ['../../c', '../../c'],
    ['../../other/c', '../../other/c'],
    ['../../shop/c', '../../shop/c;jsessionid=ID'],
    ['../../../../shop/c', '../../../../shop/c;jsessionid=ID'],
    ['%2e%2e/%2E%2e/c', '%2e%2e/%2E%2e/c'],
    ['.%2e/c', '.%2e/c;jsessionid=ID'],
    ['a/../../../c', 'a/../../../c'],
    ['a//b', 'a//b;jsessionid=ID'],
  ])('SES-102 %s is relative to the request', (url, expected) => {
    expect(encodeUrl(url, SHOP)).toBe(expected);
  });

  it.each(['', '*', '/', '/?a/b/c', '/#/../..'])(
    'SES-102 from the request path %j relative URLs start at the root',
    (requestPath) => {
      expect(encodeUrl('c', { ...ROOT, requestPath })).toBe('c;jsessionid=ID');
      expect(encodeUrl('shop/c', { ...SHOP, requestPath })).toBe('shop/c;jsessionid=ID');
      expect(encodeUrl('c', { ...SHOP, requestPath })).toBe('c');
    },
  );

  it.each([null, undefined, 1, {}])('SES-103 %j is no URL', (url) => {
    expect(() => encodeUrl(url as string, ROOT)).toThrow(IllegalArgumentException);
  });

  it.each([
    'http://[broken/x',
    'http://shop.test:port/x',
    'http:/x',
    'http:x',
    'http:///x',
    '://x',
    ':x',
  ])('SES-103 leaves the malformed %s alone', (url) => {
    expect(encodeUrl(url, ROOT)).toBe(url);
  });

  it.each([
    'http://other.example/shop/x',
    'http://shop.test:8080/shop/x',
    'https://shop.test/shop/x',
    'http://shop.test/forum/x',
    'http://shop.test/shopping',
    'http://shop.test/',
    '/forum/x',
    '/shopping',
    '/Shop/x',
    '/%73hop/x',
    '/shop/../forum',
    '/shop/%2e%2E/forum',
    '/shop/.%2e/forum',
    '/shop/%2E./forum',
    '/',
  ])('SES-105 leaves %s alone, which leads out of the application', (url) => {
    expect(encodeUrl(url, SHOP)).toBe(url);
  });

  it.each([
    'http://shop.test/shop/x',
    'HTTP://SHOP.test/shop/x',
    'http://shop.test:80/shop/x',
    'http://shop.test/shop',
    'http://shop.test/other/../shop/x',
    '/shop',
    '/shop/',
  ])('SES-105 takes %s for a URL of the application', (url) => {
    expect(encodeUrl(url, SHOP)).toBe(`${url};jsessionid=ID`);
  });

  it.each([
    ['https://a.test', 'https://a.test:443/x', true],
    ['https://a.test', 'https://a.test:80/x', false],
    ['http://a.test', 'http://a.test:443/x', false],
    ['http://a.test:8080', 'http://a.test:8080/x', true],
    ['http://a.test:8080', 'http://a.test/x', false],
    ['http://[::1]:8080', 'http://[::1]:8080/x', true],
    ['http://[::80]', 'http://[::80]/x', true],
    ['http://[::1]', 'http://[::1]:80/x', true],
  ])('SES-105 on %s the URL %s is ours: %s', (origin, url, ours) => {
    expect(encodeUrl(url, { ...ROOT, origin })).toBe(ours ? `${url};jsessionid=ID` : url);
  });

  it.each([
    '//evil.example/x',
    '///evil.example/x',
    '/\\evil.example/x',
    '\\\\evil.example/x',
    '\\x',
    '/\t/evil.example/x',
    '\t//evil.example',
    ' //evil.example',
    ' ',
    '/a b',
    '/a ',
    '/a\r\n',
    '/a\0',
    '/a\x7f',
    'mailto:a@shop.test',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'tel:123',
    'ftp://shop.test/x',
    'ws://shop.test/x',
    'http://shop.test@evil.example/x',
    'http://user@shop.test/x',
    'http://shop.test\\@evil.example/x',
    'http://shop.test./x',
    'http://shop%2etest/x',
    'http://shop.test.evil.example/x',
    'http://evil.example/http://shop.test/x',
    'http://evil.example?http://shop.test/x',
    'http://evil.example#http://shop.test/x',
    '#f',
    '?a=1',
    '',
    '?;jsessionid=x',
    '#;jsessionid=x',
    '..',
    '.',
    'a/..',
    '/a/.',
    '/%2e%2E',
    '/..;v=1/x',
    '/.;v=1/x',
    'http://shop.test',
    'http://shop.test?a=1',
    '/;jsessionid=OLD/evil.example/x',
    ';jsessionid=OLD//evil.example/x',
    ';jsessionid=OLD/x',
    ';jsessionid=OLD;javascript:alert(1)',
    '/..;jsessionid=OLD/x',
    'a/.;jsessionid=OLD',
  ])('S-22 never adds the id to %j', (url) => {
    expect(encodeUrl(url, ROOT)).not.toContain('ID');
  });

  it('S-22 says nothing to a site that only looks like this one', () => {
    const origin = 'http://kiosk.test';
    expect(encodeUrl('http://kiosk.test.example/x', { ...ROOT, origin })).not.toContain(';');
    expect(encodeUrl('http://ki\u00f6sk.test/x', { ...ROOT, origin })).not.toContain(';');
  });

  it('S-22 says nothing without a host to compare with', () => {
    expect(encodeUrl('http:///x', { ...ROOT, origin: '' })).toBe('http:///x');
    expect(encodeUrl('x://y/z', { ...ROOT, origin: '' })).toBe('x://y/z');
  });

  it.each([
    '/',
    '../',
    './',
    ';',
    ';jsessionid=a',
    ';jsessionid=a/',
    ':',
    '%2e',
    '\\',
    '@',
    '//',
    '?#',
  ])('S-25 reads 16 KiB of %j in linear time', (piece) => {
    expectLinearTime(
      (url) => encodeUrl(url, ROOT),
      (bytes) => `/a${piece.repeat(bytes / piece.length)}`,
    );
  });
});

const scheme = fc.constantFrom('', 'http:', 'https:', 'HTTP:', 'javascript:', 'mailto:', 'x:');
const authority = fc.constantFrom(
  ...['', '//shop.test', '//SHOP.test:80', '//shop.test:8080', '//evil.example', '//u:p@shop.test'],
  ...['//[::1]:80', '\\\\evil.example', '///', '/\\', '//shop.test@evil.example', '//shop.test\\'],
);
const segmentText = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '.%2E',
    '%3b',
    '%2f',
    '%00',
    '%0d%0a',
    '\\',
    'shop',
    'ä',
    '\u{1f511}',
    '',
  ),
  fc.string({ unit: fc.constantFrom(...Array.from('ab.:;=@%\\ \t')), maxLength: 4 }),
);
const parameter = fc.constantFrom(
  ...[
    '',
    '',
    '',
    ';v=1',
    ';jsessionid',
    ';JSESSIONID=1',
    ';jsessionid=OLD',
    ';jsessionid=',
    ';a;b=c',
  ],
);
const segments = fc
  .array(
    fc.tuple(segmentText, parameter).map(([text, extra]) => text + extra),
    { maxLength: 5 },
  )
  .map((parts) => parts.join('/'));
const queries = fc.constantFrom(
  '',
  '?',
  '?a=1',
  '?;jsessionid=Q',
  '?a=/../x',
  '#',
  '#;jsessionid=F',
  '?a#b',
  '#a?b',
);
const urls = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(scheme, authority, fc.constantFrom('', '/'), segments, queries)
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('', '/', '/shop/', 'http://shop.test/'), segments, queries)
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.webUrl({ withFragments: true, withQueryParameters: true }) },
);
const targets = fc.constantFrom(ROOT, SHOP);
const RUNS = { numRuns: 2000 };

const has = (url: string) => stripPathParameter(url, ROOT.name).value !== undefined;
const baseOf = (target: UrlTarget) => target.origin + target.requestPath;

/** What a browser makes of a URL in a page of this request; `undefined` when nothing. */
function resolve(url: string, target: UrlTarget): URL | undefined {
  return URL.canParse(url, baseOf(target)) ? new URL(url, baseOf(target)) : undefined;
}

describe('encodeUrl, properties', () => {
  it('P-9 is undone by stripPathParameter, byte for byte', () => {
    let encoded = 0;
    fc.assert(
      fc.property(urls, targets, (url, target) => {
        fc.pre(!has(url));
        const result = encodeUrl(url, target);
        if (result !== url) encoded += 1;
        expect(stripPathParameter(result, ROOT.name).url).toBe(url);
      }),
      RUNS,
    );
    expect(encoded).toBeGreaterThan(100);
  });

  it('P-9 changes nothing the second time', () => {
    fc.assert(
      fc.property(urls, targets, (url, target) => {
        const once = encodeUrl(url, target);
        expect(encodeUrl(once, target)).toBe(once);
      }),
      RUNS,
    );
  });

  it('P-9 leads a browser to the same place, with the id in the path and nowhere else', () => {
    fc.assert(
      fc.property(urls, targets, (url, target) => {
        const result = encodeUrl(url, target);
        fc.pre(result !== url);
        const [before, after] = [resolve(url, target), resolve(result, target)];
        expect(after?.origin).toBe(target.origin);
        expect(after?.search).toBe(before?.search);
        expect(after?.hash).toBe(before?.hash);
        expect(after?.username).toBe('');
        const { url: path, value } = stripPathParameter(after?.pathname ?? '', ROOT.name);
        expect(value).toBe('ID');
        expect(path).toBe(stripPathParameter(before?.pathname ?? '', ROOT.name).url);
        expect(`${path}/`.startsWith(`${target.contextPath}/`)).toBe(true);
      }),
      RUNS,
    );
  });

  it('P-9 never tells the id to another site', () => {
    fc.assert(
      fc.property(urls, targets, (url, target) => {
        const place = resolve(url, target);
        fc.pre(place?.origin !== target.origin);
        expect(encodeUrl(url, target)).toBe(url);
      }),
      RUNS,
    );
  });

  it('P-9 stripping leaves the rest of a request target as it is', () => {
    fc.assert(
      fc.property(segments, queries, (path, query) => {
        const reference = path
          .split('/')
          .map((segment) =>
            segment
              .split(';')
              .filter((part, i) => i === 0 || !part.startsWith('jsessionid='))
              .join(';'),
          )
          .join('/');
        // What leads elsewhere once it is cut stays as it is.
        const dots = (text: string) =>
          text.split('/').filter((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)).length;
        const isNew =
          dots(reference) !== dots(path) || (reference.startsWith('/') && !path.startsWith('/'));
        expect(stripPathParameter(`/${path}${query}`, ROOT.name).url).toBe(
          `/${isNew ? path : reference}${query}`,
        );
      }),
      RUNS,
    );
  });
});
