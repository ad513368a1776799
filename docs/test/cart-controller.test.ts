import { afterEach, describe, expect, it } from '@jest/globals';
// #region test
import { testApp } from '@httpsession/controller/testing';
import { ShopConfig } from '../../examples/docs/cart-controller.ts';

const app = testApp(new ShopConfig());

afterEach(() => app.close());

describe('the cart of controllers', () => {
  it('keeps what was put into it', async () => {
    const added = await app.post('/cart/add', {
      session: { items: ['book'] },
      form: { item: 'pen' },
    });
    expect(added.headers.location).toBe('/cart');
    const cart = await app.get('/cart');
    expect(cart.json()).toEqual({ items: ['book', 'pen'] });
  });
});
// #endregion test
