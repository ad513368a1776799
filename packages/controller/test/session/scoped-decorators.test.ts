import { describe, expect, it } from '@jest/globals';

import {
  Controller,
  defineController,
  Get,
  Inject,
  Injector,
  Path,
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

  class Service {
    readonly cart!: Cart;
  }
  defineController(Service, { inject: { cart: Cart } });

  it('is refused at the start where there is no session: in an object that all share', () => {
    class Shop extends Controller {
      readonly service!: Service;

      index(): void {
        this.renderNull();
      }
    }
    defineController(Shop, { path: '/', inject: { service: Service }, actions: { index: {} } });
    const start = (): unknown => routesOf(new SmallApplication([Shop]));
    expect(start).toThrow(
      expect.objectContaining({
        code: 'CONTROLLER_ROUTING',
        className: 'Service',
        member: 'cart',
        message: expect.stringContaining('Service.cart: Cart belongs to sessions'),
      }),
    );
    // Looked at once more, it is no better.
    expect(start).toThrow('Service.cart');
  });

  it('is refused at the start behind classes that need each other, and a mapping', () => {
    abstract class Prices {
      readonly service!: object;
    }
    class LocalPrices extends Prices {}
    class Desk {
      readonly prices!: Prices;
    }
    defineController(Desk, { inject: { prices: Prices } });
    defineController(LocalPrices, { inject: { service: Service, desk: Desk } });
    class Shop extends Controller {
      readonly desk!: Desk;

      index(): void {
        this.renderNull();
      }
    }
    defineController(Shop, { path: '/', inject: { desk: Desk }, actions: { index: {} } });
    class Mapped extends SmallApplication {
      override configInjection(me: Injector): void {
        me.addMapping(Prices, LocalPrices);
      }
    }
    expect(() => routesOf(new Mapped([Shop]))).toThrow('Service.cart: Cart belongs to sessions');
  });

  it('is none of the business of an object that the application has made itself', async () => {
    class Shop extends Controller {
      readonly service!: Service;

      index(): void {
        this.renderText(typeof this.service.cart);
      }
    }
    defineController(Shop, { path: '/', inject: { service: Service }, actions: { index: {} } });
    class Given extends SmallApplication {
      override configInjection(me: Injector): void {
        me.addSingletonObject(new Service());
      }
    }
    const app = testApp(new Given([Shop]));
    expect((await app.get('/')).text).toBe('undefined');
    await app.close();
  });

  it('is refused by an injector that fills an object of no controller', () => {
    expect(() => new Injector().get(Cart)).toThrow(
      'Cart belongs to sessions, so only controllers can inject it',
    );
  });
});
