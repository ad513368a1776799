import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

describe('M. Scope', () => {
  it('SES-189 applications that share a store share no session', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const shop = await serve({ clock, store, contextPath: '/shop' });
    const forum = await serve({ clock, store, contextPath: '/forum' });
    const cookie = await startSession(shop, (session) => session.setAttribute('a', 1));
    expect(await findsSession(forum, { cookie, path: '/forum/' })).toBe(false);
    expect(await findsSession(shop, { cookie, path: '/shop/' })).toBe(true);
  });

  it('SES-196 a session that was made before a failure is kept', async () => {
    const app = await serve({}, (request) => {
      request.getSession().setAttribute('form', 'half filled in');
      throw new Error('the handler fails');
    });
    const answer = await app.get('/');
    const visit = await app.visit(
      (request): unknown => request.getSession(false)?.getAttribute('form'),
      { cookie: answer.cookie },
    );
    expect(answer.status).toBe(500);
    expect(visit.result).toBe('half filled in');
  });

  it('SES-197 a session is in use until an asynchronous handler is done', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(1));
    await app.visit(
      async (request, response) => {
        const session = request.getSession();
        await Promise.resolve();
        response.end('the answer is over, the work is not');
        await new Promise((resolve) => response.once('close', resolve));
        app.clock.advance(180_000);
        session.setAttribute('still', 'here');
        expect(session.getAttribute('still')).toBe('here');
      },
      { cookie },
    );
  });
});
