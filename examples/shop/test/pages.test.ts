import { describe, expect, it } from '@jest/globals';
import { openShop } from './support/open-shop.ts';
import type { OpenShop } from './support/open-shop.ts';
import { between } from './support/visitor.ts';

const PAGES = ['/', '/cart', '/sign-in', '/account', '/session'];

describe('the pages', () => {
  it.each(PAGES)('%s is personal: no browser or proxy may keep it', async (path) => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.signIn('ada');
    const { headers } = await ada.get(path);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(PAGES)('%s holds no script and no style of its own', async (path) => {
    const { visitor } = await openShop();
    const ada = visitor();
    if (path !== '/sign-in') await ada.signIn('ada');
    const { status, body } = await ada.get(path);
    expect(status).toBe(200);
    expect(body).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\sstyle="|\son[a-z]+="/);
  });

  it('allow nothing from elsewhere and nothing inline', async () => {
    const { visitor } = await openShop();
    const { headers } = await visitor().get('/');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
  });

  it('name the cookie that the shop sets', async () => {
    const { visitor } = await openShop();
    const { headers, body } = await visitor().get('/');
    expect(headers.get('set-cookie')).toMatch(/^JSESSIONID=/);
    expect(between(body, '<code>', '</code>')).toBe('JSESSIONID');
  });

  it('count every page that is looked at, and no form that is sent', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    expect((await guest.get('/')).body).toContain('<span data-visits>First page</span>');
    await guest.post('/cart/add', { product: 'oat' });
    await guest.get('/cart');
    expect((await guest.get('/')).body).toContain('<span data-visits>3 pages seen</span>');
  });

  it('answer HEAD like GET, without the page', async () => {
    const { visitor } = await openShop();
    const { status, headers, body } = await visitor().get('/', { method: 'HEAD' });
    expect([status, headers.get('content-type'), body]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
  });
});

describe('what is not there', () => {
  it('is a 404, and begins no session', async () => {
    const { visitor, manager } = await openShop();
    const { status, headers } = await visitor().get('/cookies');
    expect([status, headers.get('set-cookie')]).toEqual([404, null]);
    expect(manager.metrics.createdSessions).toBe(0);
  });

  it.each([
    ['DELETE', '/cart', 'GET, HEAD'],
    ['PUT', '/sign-in', 'GET, HEAD, POST'],
    ['GET', '/sign-out', 'POST'],
    ['POST', '/account', 'GET, HEAD'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allowed) => {
    const { visitor } = await openShop();
    const { status, headers } = await visitor().get(path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allowed]);
  });
});

/** What the pages refer to, each once. */
async function referredTo(shop: OpenShop): Promise<string[]> {
  const ada = shop.visitor();
  const pages = [(await ada.get('/sign-in')).body, (await ada.signIn('ada')).body];
  for (const path of ['/', '/cart', '/session']) pages.push((await ada.get(path)).body);
  const found = pages.flatMap((page) => page.match(/\/assets\/[\w.-]+/g) ?? []);
  return [...new Set(found)].sort();
}

describe('the assets', () => {
  it('are there, all of them', async () => {
    const shop = await openShop();
    const paths = await referredTo(shop);
    expect(paths.length).toBeGreaterThanOrEqual(12);
    for (const path of paths) {
      expect([path, (await shop.visitor().get(path)).status]).toEqual([path, 200]);
    }
  });

  it.each(['base.css', 'live.js', 'favicon.svg'])(
    '%s is sent without a session, and again only when it changed',
    async (name) => {
      const { visitor, manager } = await openShop();
      const first = await visitor().get(`/assets/${name}`);
      const etag = first.headers.get('etag') ?? '';
      const second = await visitor().get(`/assets/${name}`, { headers: { 'if-none-match': etag } });
      expect([first.status, second.status, second.body]).toEqual([200, 304, '']);
      expect(manager.metrics.createdSessions).toBe(0);
    },
  );

  it.each(['/assets/../package.json', '/assets/%2e%2e/package.json', '/assets/'])(
    'nothing else is to be had by %s',
    async (path) => {
      const { visitor } = await openShop();
      expect((await visitor().get(path)).status).toBe(404);
    },
  );
});
