import { describe, expect, it } from '@jest/globals';
import { expectTypeOf } from 'expect-type';

import { Controller, defineController } from '../../src/index.ts';
import { invokeAction } from '../../src/testing/index.ts';

interface User {
  readonly name: string;
}

/** The attributes that the pages of a shop share. */
interface Shop {
  loginUser: User;
  visits: number;
}

class ShopController extends Controller<Shop> {
  index(): void {
    const user = this.getSessionAttr('loginUser');
    expectTypeOf(user).toEqualTypeOf<User | null>();
    expectTypeOf(this.getSessionAttr('visits', 0)).toEqualTypeOf<number>();
    this.setSessionAttr('visits', this.getSessionAttr('visits', 0) + 1);
    this.setSessionAttr('loginUser', null);
    // @ts-expect-error -- a number is what was declared
    this.setSessionAttr('visits', 'many');
    // @ts-expect-error -- a user has a name
    this.setSessionAttr('loginUser', { title: 'Countess' });
    // @ts-expect-error -- a number has no length
    this.set('length', this.getSessionAttr('visits', 0).length);
    // Other names are as free as in JFinal.
    this.setSessionAttr('anything', ['goes']);
    expectTypeOf(this.getSessionAttr<string>('anything')).toBeAny();
    this.renderText(String(user?.name));
  }
}

class PlainController extends Controller {
  index(): void {
    this.setSessionAttr('visits', 'many').renderNull();
  }
}

/** What takes any controller takes one with attributes of its own. */
function nameOf(controller: Controller): string {
  return controller.constructor.name;
}

defineController(ShopController, { path: '/shop', actions: { index: {} } });
defineController(PlainController, { path: '/plain', actions: { index: {} } });

describe('Session attributes that a controller declares', () => {
  it('are checked in that controller, and work as all others', async () => {
    const left = await invokeAction(ShopController, 'index', {
      session: { loginUser: { name: 'Ada' }, visits: 1 },
    });
    expect(left.error).toBeUndefined();
    expect(left.session?.attributes).toEqual({
      visits: 'many',
      anything: ['goes'],
      loginUser: { title: 'Countess' },
    });
  });

  it('are not those of another controller', async () => {
    const left = await invokeAction(PlainController, 'index');
    expect(left.session?.attributes).toEqual({ visits: 'many' });
    expect(nameOf(new ShopController())).toBe('ShopController');
  });
});
