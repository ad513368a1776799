import { describe, expect, it } from '@jest/globals';

import { TestController } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';

/** What each method does with the session, and whether it may create one. */
const METHODS: readonly [string, (controller: TestController) => unknown, boolean][] = [
  ['getSession()', (c) => c.getSession(), true],
  ['getSession(true)', (c) => c.getSession(true), true],
  ['getSession(false)', (c) => c.getSession(false), false],
  ['getSessionAttr', (c): unknown => c.getSessionAttr('x'), false],
  ['getSessionAttr with a default', (c): unknown => c.getSessionAttr('x', 1), false],
  ['setSessionAttr', (c) => c.setSessionAttr('x', 1), true],
  ['setSessionAttr with null', (c) => c.setSessionAttr('x', null), true],
  ['removeSessionAttr', (c) => c.removeSessionAttr('x'), false],
  ['invalidateSession', (c) => c.invalidateSession(), false],
  ['getFlash', (c) => c.getFlash('x'), false],
  ['validateToken', (c) => c.validateToken(), false],
  ['createToken', (c) => c.createToken(), true],
  ['loginAs', (c) => c.loginAs('ada'), true],
  ['logoutSession', (c) => c.logoutSession(), false],
  ['sessionScoped', (c) => c.sessionScoped(FakeSession), true],
  ['flash', (c) => c.flash('x', 1), false],
];

describe('a session is created', () => {
  it.each(METHODS)('by %s or not, as it should', (_name, call, creates) => {
    const controller = new TestController();
    call(controller);
    expect(controller.request.session !== undefined).toBe(creates);
  });
});

describe('session attributes', () => {
  it('go from one request to the next', () => {
    const session = new FakeSession();
    new TestController({ session }).setSessionAttr('loginUser', { name: 'Ada' });
    const next = new TestController({ session });
    expect(next.getSessionAttr('loginUser')).toEqual({ name: 'Ada' });
    next.removeSessionAttr('loginUser');
    expect(next.getSessionAttr('loginUser')).toBeNull();
  });

  it.each([false, 0, ''])(
    'S4-35 keep %j, and take the default only for what is missing',
    (value) => {
      const controller = new TestController().setSessionAttr('x', value);
      expect(controller.getSessionAttr('x', 'default')).toBe(value);
      expect(controller.getSessionAttr('y', 'default')).toBe('default');
      expect(new TestController().getSessionAttr('x', 'default')).toBe('default');
    },
  );

  it('are removed by null', () => {
    const controller = new TestController().setSessionAttr('x', 1).setSessionAttr('x', null);
    expect(controller.getSessionAttr('x')).toBeNull();
  });
});

describe('login and logout', () => {
  it('S0-08 S0-12 stores the user under an id that nobody knew before', () => {
    const session = new FakeSession();
    session.known = true;
    session.attributes.set('cart', 3);
    new TestController({ session }).loginAs({ name: 'Ada' }, { principal: 'ada' });
    expect(session.id).toBe('id-1-changed');
    expect([...session.attributes]).toEqual([
      ['cart', 3],
      ['loginUser', { name: 'Ada' }],
    ]);
    expect(session.principal).toBe('ada');
  });

  it('leaves the id of a session that it has made itself', () => {
    const controller = new TestController().loginAs('ada', { attribute: 'user' });
    expect(controller.request.session?.id).toBe('id-1');
    expect(controller.getSessionAttr('user')).toBe('ada');
  });

  it('ends the session', () => {
    const session = new FakeSession();
    const controller = new TestController({ session }).logoutSession();
    expect(session.valid).toBe(false);
    expect(controller.request.loggedOut).toBe(true);
    expect(controller.getSession(false)).toBeNull();
  });

  it('changes the id on its own, and fails without a session', () => {
    const session = new FakeSession();
    expect(new TestController({ session }).changeSessionId()).toBe('id-1-changed');
    expect(() => new TestController().changeSessionId()).toThrow('There is no session');
  });
});

describe('session-scoped objects', () => {
  class Cart {
    items: string[] = [];
    add(item: string): number {
      return this.items.push(item);
    }
  }

  it('S1-34 are one in a session, and another in the next', () => {
    const session = new FakeSession();
    const cart = new TestController({ session }).sessionScoped(Cart);
    cart.add('tea');
    expect(new TestController({ session }).sessionScoped(Cart)).toBe(cart);
    expect(new TestController().sessionScoped(Cart).items).toEqual([]);
  });

  it('are of their class again when a store gives back data', () => {
    const session = new FakeSession();
    new TestController({ session }).sessionScoped(Cart).add('tea');
    for (const [name, value] of session.attributes) {
      session.attributes.set(name, JSON.parse(JSON.stringify(value)));
    }
    const cart = new TestController({ session }).sessionScoped(Cart);
    expect(cart.add('milk')).toBe(2);
    expect(new TestController({ session }).sessionScoped(Cart).items).toEqual(['tea', 'milk']);
  });
});
