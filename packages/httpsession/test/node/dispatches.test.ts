import { describe, expect, it } from '@jest/globals';
import { SessionManager } from 'httpsession';
import { backings } from '../support/backings.ts';
import { distantStore } from '../support/distant-store.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { type Options, serve, turn } from '../support/serve.ts';

/** A second application, whose manager has the clock of the first one. */
function otherOf(options: Options): SessionManager {
  return new SessionManager({ ...options, contextPath: '/other' });
}

describe.each(backings)('a request that is dispatched into another application, %s', (_n, made) => {
  it('has one session there, however often it is asked for (SES-190)', async () => {
    const options = made();
    const other = otherOf(options);
    const app = await serve(options, async (request, response) => {
      const calls = await Promise.all([other.openDispatch(request), other.openDispatch(request)]);
      calls[0].getSession().setAttribute('by', 'the first');
      response.end(String(calls[1].getSession(false)?.getAttribute('by')));
    });

    expect((await once(app.port, 'GET /')).body).toBe('the first');
    expect(other.metrics.createdSessions).toBe(1);
  });

  it('has its own session through its own manager', async () => {
    const options = made();
    const app = await serve(options, async (request, response) => {
      const calls = await app.manager.openDispatch(request);
      response.end(String(calls.getSession().getId() === request.getSession().getId()));
    });

    const answer = await once(app.port, 'GET /');
    expect([answer.body, answer.sessionCookies.length]).toEqual(['true', 1]);
  });

  it('R4 lets go of both sessions when it is over', async () => {
    const options = made();
    const other = otherOf(options);
    const app = await serve(options, async (request, response) => {
      const calls = await other.openDispatch(request);
      if (request.url === '/end') calls.getSession().invalidate();
      calls.getSession().setAttribute('is', 'here');
      if (request.url === '/late') void turn().then(() => response.end());
      else response.end();
    });
    const client = await connectTo(app.port);
    const first = await client.request('GET /');
    await client.request('GET /late');
    await client.request('GET /end', `Cookie: ${first.cookie}`);

    app.clock.advance(31 * 60_000);
    expect([app.manager.metrics.activeSessions, other.metrics.activeSessions]).toEqual([0, 0]);
  });

  it('is as new a session after the one of its id has ended (SES-190)', async () => {
    const options = made();
    const other = otherOf(options);
    const app = await serve(options, async (request, response) => {
      const calls = await other.openDispatch(request);
      const session = calls.getSession();
      const had: unknown = session.getAttribute('old');
      session.invalidate();
      calls.getSession().setAttribute('old', false);
      response.end(String(had));
    });
    const first = await once(app.port, 'GET /');

    const again = await once(app.port, 'GET /', `Cookie: ${first.cookie}`);
    expect([first.status, first.body, again.status]).toEqual([200, 'null', 200]);
  });
});

describe('a dispatch into an application', () => {
  it('needs a request that some manager handles', () => {
    expect(() => new SessionManager().openDispatch({ headers: {} })).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_NO_MANAGER' }),
    );
  });

  it('R13 is saved before the answer, though the caller has no store (SES-190)', async () => {
    const { clock, store } = distantStore();
    const other = otherOf({ clock, store });
    const app = await serve({ clock }, async (request, response) => {
      (await other.openDispatch(request)).getSession().setAttribute('is', 'saved');
      response.end();
    });
    const held = store.hold('create');
    const answer = once(app.port, 'GET /');
    let isSeen = false;
    void answer.then(() => (isSeen = true));
    while (store.count('create') === 0) await turn();
    for (let turns = 0; turns < 10; turns += 1) await turn();
    expect(isSeen).toBe(false);
    held.open();
    expect((await answer).sessionCookies.length).toBe(2);
  });

  it('R13 that cannot be loaded is told to those who ask for the session', async () => {
    const { clock, store } = distantStore();
    const other = otherOf({ clock, store });
    const errors: unknown[] = [];
    const app = await serve({ clock }, async (request, response) => {
      request.getSession();
      try {
        (await other.openDispatch(request)).getSession();
      } catch (error) {
        errors.push(error);
      }
      response.end();
    });
    store.fail('load', 1);

    expect((await once(app.port, 'GET /')).sessionCookies.length).toBe(1);
    expect(errors).toEqual([expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' })]);
  });
});
