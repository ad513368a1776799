import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { TestController } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';

const at = (session: FakeSession, uri: string): TestController =>
  new TestController({ session, uri });

async function redirecting(session: FakeSession, url: string): Promise<void> {
  const controller = at(session, '/save').flash('message', 'Saved');
  controller.redirect(url);
  await controller.answer();
}

describe('flash', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('survives one redirect and no more', async () => {
    const session = new FakeSession();
    await redirecting(session, '/list?page=2');
    const next = at(session, '/list');
    expect(next.getFlash('message')).toBe('Saved');
    expect(next.getFlash('message')).toBe('Saved');
    expect(next.getFlash('other')).toBeNull();
    expect(at(session, '/list').getFlash('message')).toBeNull();
    expect(session.attributes.size).toBe(0);
  });

  it.each([
    ['/list', '/list/'],
    ['/list/', '/list'],
    ['/list', '/list;jsessionid=1'],
    ['http://example.com/list#top', '/list'],
  ])('redirected to %s arrives at %s', async (url, uri) => {
    const session = new FakeSession();
    await redirecting(session, url);
    expect(at(session, uri).getFlash('message')).toBe('Saved');
  });

  it('is left alone by requests for something else', async () => {
    const session = new FakeSession();
    await redirecting(session, '/list');
    expect(at(session, '/logo.png').getFlash('message')).toBeNull();
    expect(at(session, '/list').getFlash('message')).toBe('Saved');
  });

  it('finds its page below the context path', async () => {
    const session = new FakeSession();
    const controller = new TestController({ session, contextPath: '/shop' }).flash(
      'message',
      'Saved',
    );
    controller.redirect('/list');
    await controller.answer();
    expect(at(session, '/shop/list').getFlash('message')).toBe('Saved');
  });

  it('is not kept when the request does not end with a redirect', async () => {
    const session = new FakeSession();
    const controller = at(session, '/save').flash('message', 'Saved');
    controller.renderText('done');
    await controller.answer();
    expect(session.attributes.size).toBe(0);
  });

  it('creates no session for a redirect without it', async () => {
    const controller = new TestController();
    controller.redirect('/list');
    await controller.answer();
    expect(controller.request.session).toBeUndefined();
  });

  it('goes on when it is kept', async () => {
    const session = new FakeSession();
    await redirecting(session, '/list');
    const controller = at(session, '/list').keepFlash().flash('more', 1);
    controller.redirect('/end');
    await controller.answer();
    const end = at(session, '/end');
    expect([end.getFlash('message'), end.getFlash('more')]).toEqual(['Saved', 1]);
  });

  it('is forgotten after three minutes', async () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const session = new FakeSession();
    await redirecting(session, '/list');
    jest.setSystemTime(1_000_000 + 180_001);
    expect(at(session, '/list').getFlash('message')).toBeNull();
  });

  it('does not pile up when nobody comes for it', async () => {
    const session = new FakeSession();
    for (let number = 0; number < 40; number += 1) {
      await redirecting(session, `/list/${String(number)}`);
    }
    const [waiting] = [...session.attributes.values()] as unknown[][];
    expect(waiting).toHaveLength(16);
  });
});
