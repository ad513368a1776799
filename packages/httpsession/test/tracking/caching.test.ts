import { describe, expect, it } from '@jest/globals';
import { invitesSharedCaches, privateCacheControl, varyWith } from '../../src/tracking/caching.ts';

describe('privateCacheControl', () => {
  it.each([
    [undefined, 'no-store'],
    ['', 'no-store'],
    [' , ', 'no-store'],
    ['public', 'private'],
    ['public, max-age=600', 'private, max-age=600'],
    ['PUBLIC,Max-Age=600', 'private, Max-Age=600'],
    ['max-age=600, public', 'private, max-age=600'],
    ['s-maxage=60', 'private'],
    ['S-MaxAge=60, max-age=10', 'private, max-age=10'],
    ['max-age=600', 'private, max-age=600'],
    ['no-cache', 'private, no-cache'],
    ['private="x-a, x-b", max-age=1', 'private, private="x-a, x-b", max-age=1'],
    ['max-age=600, immutable', 'private, max-age=600, immutable'],
    ['x="public", public', 'private, x="public"'],
    ['x="unclosed, private', 'no-store'],
  ])('S-23 keeps %j from shared caches: %j', (current, expected) => {
    expect(privateCacheControl(current)).toBe(expected);
  });

  it.each([
    'private',
    'Private, max-age=600',
    'no-store',
    'NO-STORE, max-age=0',
    'public, no-store',
  ])('S-23 leaves %j as it is', (current) => {
    expect(privateCacheControl(current)).toBeUndefined();
  });

  it('S-23 has nothing to add to what it said itself', () => {
    for (const current of [undefined, 'public', 's-maxage=1', 'max-age=5']) {
      expect(privateCacheControl(privateCacheControl(current))).toBeUndefined();
    }
  });
});

describe('varyWith', () => {
  it.each([
    [undefined, 'Cookie'],
    ['', 'Cookie'],
    ['Accept', 'Accept, Cookie'],
    ['Cookie', 'Cookie'],
    ['accept,cookie', 'accept,cookie'],
    ['Accept-Encoding , COOKIE', 'Accept-Encoding , COOKIE'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['*', '*'],
    ['Accept, *', 'Accept, *'],
  ])('S-23 makes %j say that the answer depends on the cookie: %j', (current, expected) => {
    expect(varyWith(current, 'Cookie')).toBe(expected);
  });
});

describe('invitesSharedCaches', () => {
  it.each(['public', 'max-age=600, Public', 's-maxage=60', 'S-MaxAge=0, max-age=5'])(
    'S-23 hears it in %j',
    (text) => {
      expect(invitesSharedCaches(text)).toBe(true);
    },
  );

  it.each(['', 'max-age=600', 'no-cache', 'private, public', 'public, no-store', 'x="public"'])(
    'S-23 does not hear it in %j',
    (text) => {
      expect(invitesSharedCaches(text)).toBe(false);
    },
  );
});
