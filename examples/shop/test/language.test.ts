import { describe, expect, it } from '@jest/globals';
import { preferredLanguage } from '../src/i18n/language.ts';
import { openShop } from './support/open-shop.ts';

describe('the language', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['fr-FR, zh-CN;q=0.8', 'zh'],
    ['fr', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('that %j prefers is %s', (field, expected) => {
    expect(preferredLanguage(field)).toBe(expected);
  });

  it('S4-20 that was chosen is kept, whatever the browser prefers', async () => {
    const { visitor } = await openShop();
    const guest = visitor({ 'accept-language': 'de' });
    expect((await guest.get('/')).body).toContain('Acht Sorten zum Essen.');
    const { body } = await guest.submit('/language', { language: 'zh', back: '/cart' });
    expect(body).toContain('<html lang="zh">');
    expect(body).toContain('购物车还是空的。');
  });

  it('must be one that the shop speaks', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    const { body } = await guest.submit('/language', { language: 'constructor', back: '/' });
    expect(body).toContain('<html lang="en">');
  });

  it.each(['https://example.org', '//example.org', '/sign-out'])(
    'is chosen without being led to %s',
    async (back) => {
      const { visitor } = await openShop();
      const guest = visitor();
      await guest.get('/');
      const { headers } = await guest.post('/language', { language: 'de', back });
      expect(headers.get('location')).toBe('/');
    },
  );

  it.each([
    ['de', 'Diese Seite gibt es nicht'],
    ['zh', '没有这个页面'],
  ])('of error pages is %s, too', async (language, title) => {
    const { visitor } = await openShop();
    const { body } = await visitor({ 'accept-language': language }).get('/nothing');
    expect(body).toContain(title);
  });
});
