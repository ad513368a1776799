import { expect, it } from '@jest/globals';
import { pathPattern } from '../../src/tracking/path-pattern.ts';

it.each([
  ['/', '/'],
  ['', ''],
  ['/shop/cart', '/shop/cart'],
  ['/shop/cart?user=ann#x', '/shop/cart'],
  ['/users/4711/orders', '/users/:id/orders'],
  ['/a.css', '/a.css'],
  ['/shop;jsessionid=abcdefghijklmnop/x', '/:id/x'],
  ['http://host:80/shop/1', '/shop/:id'],
  ['/%61nn', '/:id'],
  ['/ann\r\nX: y', '/:id'],
  ['/caf\u00e9', '/:id'],
  [`/${'a'.repeat(25)}`, '/:id'],
  ['/a/b/c/d/e/f/g/h/i/j', '/a/b/c/d/e/f/g/h/...'],
  ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/g/h'],
  ['*', ':id'],
])('S-23 S-54 the path of %j for a log is %j', (url, pattern) => {
  expect(pathPattern(url)).toBe(pattern);
});
