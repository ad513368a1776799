import { describe, expect, it } from '@jest/globals';
import { actions } from '../src/routes.ts';
import { openShop } from './support/open-shop.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a form', () => {
  it.each([...actions.keys()])('%s is refused without the token of the session', async (path) => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.signIn('ada');
    for (const csrf of ['', 'x', ada.token.slice(1), `${ada.token}x`]) {
      expect((await ada.post(path, { csrf })).status).toBe(403);
    }
    expect((await ada.get('/account')).status).toBe(200);
  });

  it('is refused with the token of another visitor', async () => {
    const { visitor } = await openShop();
    const [ada, mallory] = [visitor(), visitor()];
    await ada.signIn('ada');
    await mallory.get('/');
    expect((await ada.post('/sign-out', { csrf: mallory.token })).status).toBe(403);
  });

  it('from before a sign-in is worth nothing after it', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.get('/');
    const before = ada.token;
    await ada.signIn('ada');
    expect((await ada.post('/sign-out', { csrf: before })).status).toBe(403);
  });

  it('from nobody begins no session', async () => {
    const { visitor, manager } = await openShop();
    const { status, headers } = await visitor().post('/cart/add', { product: 'oat' });
    expect([status, headers.get('set-cookie')]).toEqual([403, null]);
    expect(manager.metrics.createdSessions).toBe(0);
  });

  it('has to be a form', async () => {
    const { visitor } = await openShop();
    const headers = { 'content-type': 'text/plain' };
    const { status } = await visitor().get('/cart/add', { method: 'POST', body: 'a=b', headers });
    expect(status).toBe(415);
  });

  it('has to be small', async () => {
    const { visitor } = await openShop();
    const body = `a=${'x'.repeat(9000)}`;
    const { status } = await visitor().get('/cart/add', { method: 'POST', body, headers: form });
    expect(status).toBe(413);
  });
});
