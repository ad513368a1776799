import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { UserDirectory } from '../src/users.ts';
import { openShop } from './support/open-shop.ts';

describe('signing in', () => {
  it('changes the id, and the old one opens nothing any more', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.get('/');
    const before = ada.cookie;
    await ada.signIn('ada');
    expect(ada.cookie).not.toBe(before);

    const thief = visitor();
    thief.cookie = before;
    const { status, headers } = await thief.get('/account');
    expect([status, headers.get('location')]).toEqual([303, '/sign-in?next=/account']);
  });

  it('keeps the session: there is no other one, and the cart is in it', async () => {
    const { visitor, manager } = await openShop();
    const ada = visitor();
    await ada.get('/');
    await ada.submit('/cart/add', { product: 'oat' });
    await ada.signIn('ada');
    expect(manager.metrics.createdSessions).toBe(1);
    expect((await ada.get('/cart')).body).toContain('data-quantity="oat"');
  });

  it.each([
    ['a wrong password', { name: 'ada', password: 'biscuit' }],
    ['another user’s password', { name: 'ada', password: 'oolong-tea' }],
    ['an unknown name', { name: 'eve', password: 'biscuit-tin' }],
    ['nothing at all', {}],
  ])('is refused with %s, in the same words', async (_case, fields) => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/sign-in');
    const before = guest.cookie;
    const { body } = await guest.submit('/sign-in', fields);
    expect(body).toContain('That name and password do not belong together.');
    expect(guest.cookie).toBe(before);
    expect((await guest.get('/account')).status).toBe(303);
  });

  it('says so once, not on every page after', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    expect((await ada.signIn('ada')).body).toContain('You are signed in.');
    expect((await ada.get('/account')).body).not.toContain('You are signed in.');
  });

  it('leads to where it was asked for', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    expect((await ada.get('/sign-in?next=/cart')).body).toContain('name="next" value="/cart"');
  });

  it.each(['https://example.org/', '//example.org', '/\\example.org', 'javascript:alert(1)'])(
    'never leads to %s',
    async (next) => {
      const { visitor } = await openShop();
      const ada = visitor();
      await ada.get('/sign-in');
      const fields = { name: 'ada', password: 'biscuit-tin', next };
      expect((await ada.post('/sign-in', fields)).headers.get('location')).toBe('/');
    },
  );
});

describe('a session that ends while the password is checked', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([true, false])(
    'is told that its form is out of date (password right: %s)',
    async (is) => {
      const { visitor } = await openShop();
      const ada = visitor();
      const elsewhere = visitor();
      await ada.get('/sign-in');
      jest.spyOn(UserDirectory.prototype, 'verify').mockImplementationOnce(async () => {
        elsewhere.cookie = ada.cookie;
        await elsewhere.post('/session/end', { csrf: ada.token });
        return is;
      });
      const { status, body } = await ada.post('/sign-in', { name: 'ada', password: 'biscuit-tin' });
      expect(status).toBe(403);
      expect(body).toContain('This form is out of date');
    },
  );
});

describe('signing out', () => {
  it('S1-25 ends the session and all that was in it', async () => {
    const { visitor, manager } = await openShop();
    const ada = visitor();
    await ada.signIn('ada');
    await ada.submit('/cart/add', { product: 'oat' });
    const before = ada.cookie;
    await ada.submit('/sign-out');
    expect(manager.listByPrincipal('ada')).toEqual([]);
    expect((await ada.get('/cart')).body).toContain('There is nothing in your cart yet.');

    const thief = visitor();
    thief.cookie = before;
    expect((await thief.get('/account')).status).toBe(303);
  });

  it('tells the browser to forget the pages it has seen', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.signIn('ada');
    const { headers } = await ada.post('/sign-out');
    expect(headers.get('clear-site-data')).toBe('"cache"');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('carries the chosen language over into the new session', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.signIn('ada');
    await ada.submit('/language', { language: 'de', back: '/' });
    expect((await ada.submit('/sign-out')).body).toContain('<html lang="de">');
  });
});

describe('UserDirectory', () => {
  it('knows a user by name and password', async () => {
    const users = new UserDirectory([{ name: 'ann', displayName: 'Ann', password: 'secret' }]);
    expect(await users.verify('ann', 'secret')).toBe(true);
    expect(await users.verify('ann', 'Secret')).toBe(false);
    expect(await users.verify('bob', 'secret')).toBe(false);
  });
});
