import { describe, expect, it } from '@jest/globals';

import {
  Clear,
  Controller,
  defineController,
  Get,
  Inject,
  Path,
  SessionAttributes,
  SessionScoped,
} from '../../src/index.ts';
import { routesOf, testApp } from '../../src/testing/index.ts';
import { SmallApplication } from '../support/live-server.ts';

@SessionScoped()
class Cart {
  readonly items: string[] = [];
  #adds = 0;

  add(item: string): number {
    this.items.push(item);
    this.#adds += 1;
    return this.#adds;
  }
}

@Path('/cart')
class CartController extends Controller {
  @Inject(Cart) readonly cart!: Cart;

  @Get()
  index(): void {
    this.renderJson(this.cart.items);
  }

  @Get()
  add(): void {
    this.renderJson(this.cart.add(this.get('item', 'pen')));
  }

  @Get()
  idle(): void {
    this.renderText(String(this.cart instanceof Cart));
  }
}

describe('@SessionScoped', () => {
  it('has the session of each client keep an object of its own', async () => {
    const app = testApp(new SmallApplication([CartController]));
    await app.get('/cart/add?item=book');
    expect((await app.get('/cart/add')).text).toBe('2');
    expect((await app.get('/cart')).json()).toEqual(['book', 'pen']);
    app.cookies.clear();
    expect((await app.get('/cart')).json()).toEqual([]);
    await app.close();
  });

  it('makes no session before the object is used', async () => {
    const app = testApp(new SmallApplication([CartController]));
    const answer = await app.get('/cart/idle');
    expect([answer.text, answer.session]).toEqual(['true', null]);
    await app.close();
  });

  it('is refused where there is no session: in an object that all share', async () => {
    class Service {
      readonly cart!: Cart;
    }
    defineController(Service, { inject: { cart: Cart } });
    class Shop extends Controller {
      readonly service!: Service;

      index(): void {
        this.renderNull();
      }
    }
    defineController(Shop, { path: '/', inject: { service: Service }, actions: { index: {} } });
    const errors: unknown[] = [];
    const config = new SmallApplication([Shop], (me) => {
      me.setLog((_level, _message, error) => void errors.push(error));
    });
    const app = testApp(config);
    expect((await app.get('/')).status).toBe(500);
    expect(String(errors[0])).toContain(
      'Cart belongs to sessions, so only controllers can inject it',
    );
    await app.close();
  });
});

@Path('/order')
@SessionAttributes('step')
class OrderController extends Controller {
  @Get()
  next(): void {
    const step = this.getAttr<number>('step') ?? 0;
    this.set('step', step + 1)
      .set('other', 'gone')
      .renderText(String(step + 1));
  }

  @Clear()
  @Get()
  again(): void {
    this.next();
  }

  @Get()
  silent(): void {
    this.renderNull();
  }

  @Get()
  end(): void {
    this.completeSession().renderText('done');
  }
}

class PlainOrder extends Controller {
  next(): void {
    this.set('step', 1).renderText('next');
  }
}
defineController(PlainOrder, {
  path: '/plain',
  sessionAttributes: { names: ['step'], prefix: 'p.' },
  actions: { next: {} },
});

describe('@SessionAttributes', () => {
  it('keeps request attributes from one request of a conversation to the next', async () => {
    const app = testApp(new SmallApplication([OrderController]));
    await app.get('/order/next');
    const second = await app.get('/order/again');
    expect(second.text).toBe('2');
    expect(second.session?.attributes).toEqual({ '/order.step': 2 });
    const ended = await app.get('/order/end');
    expect(ended.session?.attributes).toEqual({});
    expect((await app.get('/order/next')).text).toBe('1');
    await app.close();
  });

  it('keeps answers out of caches', async () => {
    const app = testApp(new SmallApplication([OrderController]));
    expect((await app.get('/order/silent')).headers['cache-control']).toBe('no-store');
    await app.close();
  });

  it('is the same without decorators, with a prefix of its own', async () => {
    const config = new SmallApplication([PlainOrder]);
    const app = testApp(config);
    expect((await app.get('/plain/next')).session?.attributes).toEqual({ 'p.step': 1 });
    await app.close();
    const names = routesOf(new SmallApplication([PlainOrder]))
      .get('/plain/next')
      ?.interceptors.map((i) => i.constructor.name);
    expect(names).toEqual(['ConversationInterceptor']);
  });
});
