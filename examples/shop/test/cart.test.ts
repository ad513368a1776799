import { describe, expect, it } from '@jest/globals';
import { openShop } from './support/open-shop.ts';
import { between } from './support/visitor.ts';
import type { Visitor } from './support/visitor.ts';

/** What the cart page says there is of a product. */
async function quantity(guest: Visitor, product: string): Promise<number> {
  const { body } = await guest.get('/cart');
  return Number(between(body, `data-quantity="${product}">`, '<') ?? 0);
}

describe('the cart', () => {
  it('keeps what was put in, and its price', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    await guest.submit('/cart/add', { product: 'oat' });
    await guest.submit('/cart/add', { product: 'oat' });
    await guest.submit('/cart/add', { product: 'shortbread' });
    const { body } = await guest.get('/cart');
    expect(between(body, '<strong data-total>', '</strong>')).toBe('€15.70');
    expect(between(body, 'data-cart-size>', '<')).toBe('3');
  });

  it('leads back to the product that was added', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    const { headers } = await guest.post('/cart/add', { product: 'ginger' });
    expect(headers.get('location')).toBe('/#ginger');
  });

  it.each([
    ['more', 3],
    ['fewer', 1],
    ['remove', 0],
  ])('makes %s of two tins %s', async (change, expected) => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    await guest.submit('/cart/add', { product: 'oat' });
    await guest.submit('/cart/add', { product: 'oat' });
    await guest.submit('/cart/change', { product: 'oat', change });
    expect(await quantity(guest, 'oat')).toBe(expected);
  });

  it('sells at most a dozen tins of a kind', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    for (let tin = 1; tin <= 14; tin += 1) await guest.post('/cart/add', { product: 'oat' });
    expect(await quantity(guest, 'oat')).toBe(12);
  });

  it('takes every one of parallel clicks', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    await Promise.all(Array.from({ length: 8 }, () => guest.post('/cart/add', { product: 'oat' })));
    expect(await quantity(guest, 'oat')).toBe(8);
  });

  it.each(['caviar', 'toString', '__proto__', ''])('does not sell %j', async (product) => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    const { body } = await guest.submit('/cart/add', { product });
    expect(body).not.toContain('data-cart-size');
  });

  it('is nobody else’s', async () => {
    const { visitor } = await openShop();
    const [guest, other] = [visitor(), visitor()];
    await guest.get('/');
    await guest.submit('/cart/add', { product: 'oat' });
    expect(await quantity(other, 'oat')).toBe(0);
  });

  it('is ordered by somebody who is signed in, and is empty then', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    await guest.submit('/cart/add', { product: 'oat' });

    const asked = await guest.post('/cart/order');
    expect(asked.headers.get('location')).toBe('/sign-in?next=/cart');
    await guest.signIn('ada');
    expect(await quantity(guest, 'oat')).toBe(1);

    const { body } = await guest.submit('/cart/order');
    expect(body).toContain('There is nothing in your cart yet.');
  });
});
