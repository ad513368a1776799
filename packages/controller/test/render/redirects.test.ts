import { describe, expect, it } from '@jest/globals';

import { TestController, type ExchangeOptions } from '../support/fake-exchange.ts';

async function locationOf(
  action: (controller: TestController) => void,
  options: ExchangeOptions = {},
): Promise<string | undefined> {
  const controller = new TestController(options);
  action(controller);
  const response = await controller.answer();
  return response.headers.get('Location');
}

describe('redirect', () => {
  it.each([
    ['/list', '/shop/list'],
    ['list', 'list'],
    ['http://example.com/', 'http://example.com/'],
    ['https://example.com/', 'https://example.com/'],
    ['/login?to=http://example.com/', '/shop/login?to=http://example.com/'],
  ])('leads %s to %s below a context path', async (url, location) => {
    await expect(locationOf((c) => c.redirect(url), { contextPath: '/shop' })).resolves.toBe(
      location,
    );
  });

  it.each([
    ['/a', 'b=1', '/a?b=1'],
    ['/a?c=2', 'b=1', '/a?c=2&b=1'],
    ['/a#end', 'b=1', '/a?b=1#end'],
    ['/a', undefined, '/a'],
  ])('copies the query when told: %s and %s', async (url, query, location) => {
    const options = query === undefined ? {} : { query };
    await expect(locationOf((c) => c.redirect(url, true), options)).resolves.toBe(location);
    await expect(locationOf((c) => c.redirect(url), options)).resolves.toBe(url);
  });

  it('is 302, or 301 for good', async () => {
    const controller = new TestController();
    controller.redirect('/a');
    expect((await controller.answer()).status).toBe(302);
    controller.redirect301('/b');
    const response = await controller.answer();
    expect(response.status).toBe(301);
    expect(response.headers.get('Location')).toBe('/b');
  });

  it.each(['/a\r\nSet-Cookie: x=1', '/a\n', '/\u0000', '/\u007f'])('refuses %j', (url) => {
    expect(() => new TestController().redirect(url)).toThrow('control characters');
    expect(() => new TestController().redirect301(url)).toThrow('control characters');
  });

  it('encodes what a header cannot hold', async () => {
    await expect(locationOf((c) => c.redirect('/ä b?q=100%25'))).resolves.toBe(
      '/%C3%A4%20b?q=100%25',
    );
  });
});

describe('redirectBack', () => {
  const back = (path: string): Promise<string | undefined> =>
    locationOf((c) => c.redirectBack('returnPath', '/home'), { paras: [['returnPath', path]] });

  it.each(['/orders/2?a=1&b=2#top', '/', '/a//b', '/a:b@c'])('goes to %s', async (path) => {
    await expect(back(path)).resolves.toBe(path);
  });

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'evil.example',
    String.raw`/a\b`,
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '',
  ])('does not go to %j', async (path) => {
    await expect(back(path)).resolves.toBe('/home');
  });

  it('goes home when nothing was said', async () => {
    await expect(locationOf((c) => c.redirectBack())).resolves.toBe('/');
  });
});
