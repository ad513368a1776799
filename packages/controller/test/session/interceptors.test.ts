import { describe, expect, it } from '@jest/globals';

import { ConversationInterceptor } from '../../src/session/conversation.ts';
import { SessionInViewInterceptor } from '../../src/session/session-in-view.ts';
import { TestController } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';
import { FakeInvocation } from '../support/invocation.ts';

describe('SessionInViewInterceptor', () => {
  it('shows views what is in the session after the action', async () => {
    const controller = new TestController();
    const inv = new FakeInvocation(controller, async () => {
      await Promise.resolve();
      controller.setSessionAttr('loginUser', 'ada');
    });
    await new SessionInViewInterceptor().intercept(inv);
    expect(controller.getAttr('session')).toEqual({ loginUser: 'ada' });
  });

  it('keeps the session out of JSON', () => {
    const controller = new TestController({ session: new FakeSession() });
    controller.renderJson();
    void new SessionInViewInterceptor().intercept(new FakeInvocation(controller));
    expect(controller.getAttr('session')).toBeNull();
  });

  it('creates a session only when it is told to', () => {
    const without = new TestController();
    void new SessionInViewInterceptor().intercept(new FakeInvocation(without));
    expect(without.request.session).toBeUndefined();
    const created = new TestController();
    void new SessionInViewInterceptor(true).intercept(new FakeInvocation(created));
    expect(created.getAttr('session')).toEqual({});
  });
});

describe('ConversationInterceptor', () => {
  const keeper = new ConversationInterceptor({ names: ['order'] });
  const step = (session: FakeSession, action: (c: TestController) => unknown): TestController => {
    const controller = new TestController({ session });
    void keeper.intercept(new FakeInvocation(controller, () => void action(controller)));
    return controller;
  };

  it('S1-34 keeps the named attributes from request to request', () => {
    const session = new FakeSession();
    step(session, (c) => c.setAttr('order', { tea: 1 }).setAttr('other', 2));
    const next = step(session, () => undefined);
    expect(next.getAttr('order')).toEqual({ tea: 1 });
    expect(next.getAttr('other')).toBeNull();
  });

  it('forgets one that the action removes', () => {
    const session = new FakeSession();
    step(session, (c) => c.setAttr('order', 1));
    step(session, (c) => c.removeAttr('order'));
    expect(session.attributes.size).toBe(0);
  });

  it('ends with completeSession, which leaves the session', () => {
    const session = new FakeSession();
    session.setAttribute('loginUser', 'ada');
    step(session, (c) => c.setAttr('order', 1));
    step(session, (c) => c.completeSession());
    expect([...session.attributes]).toEqual([['loginUser', 'ada']]);
  });

  it('creates no session without something to keep', () => {
    const controller = new TestController();
    void keeper.intercept(new FakeInvocation(controller));
    expect(controller.request.session).toBeUndefined();
  });

  it('has its own place for each controller', () => {
    const session = new FakeSession();
    step(session, (c) => c.setAttr('order', 1));
    const other = new TestController({ session });
    const own = new ConversationInterceptor({ names: ['order'], prefix: '/other.' });
    void own.intercept(new FakeInvocation(other));
    expect(other.getAttr('order')).toBeNull();
  });
});
