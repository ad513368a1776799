import { expect, it } from '@jest/globals';
import { stripPathParameter } from '../../src/tracking/path-parameter.ts';

it.each([
  '/public/..;jsessionid=a/admin',
  '/public/.;jsessionid=a./admin',
  '/public/%2e%2E;jsessionid=a/admin',
  '/public/..;jsessionid=a',
  '/.;jsessionid=a/x',
  '/;jsessionid=a/evil.com',
  ';jsessionid=a//evil.com',
  'http://h/public/..;jsessionid=a/admin?q',
])('a URL that would lead elsewhere without its parameter stays as it is: %s', (url) => {
  expect(stripPathParameter(url, 'jsessionid')).toEqual({ url, value: undefined });
});

it.each([
  ['/a/../b;jsessionid=a', '/a/../b'],
  ['/a.b;jsessionid=a/c', '/a.b/c'],
  ['/...;jsessionid=a/c', '/.../c'],
  ['//h/x;jsessionid=a', '//h/x'],
])('others are cut: %s', (url, plain) => {
  expect(stripPathParameter(url, 'jsessionid')).toEqual({ url: plain, value: 'a' });
});
