import { describe, expect, it } from '@jest/globals';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** Everything that has to say whether there is a session. */
const asks: Record<string, (request: SessionRequest, response: SessionResponse) => unknown> = {
  'getSession()': (request) => request.getSession(),
  'getSession(true)': (request) => request.getSession(true),
  'getSession(false)': (request) => request.getSession(false),
  'changeSessionId()': (request) => request.changeSessionId(),
  'isRequestedSessionIdValid()': (request) => request.isRequestedSessionIdValid(),
};

describe.each<['later' | 'at once']>([['later'], ['at once']])(
  'a load that fails %s',
  (answers) => {
    it.each(Object.entries(asks))(
      'R15 fails %s, however often it is called',
      async (_name, ask) => {
        const { clock, store } = distantStore({ answers, coherent: false });
        const codes: unknown[] = [];
        const app = await serve({ clock, store }, (request, response) => {
          while (codes.length < 3) {
            try {
              ask(request, response);
            } catch (error) {
              codes.push((error as { code?: string }).code);
            }
          }
          ask(request, response);
          response.end('secret');
        });
        const cookie = await startSession(app);
        store.fail('load');
        const client = await connectTo(app.port);
        const answer = await client.get('/', `Cookie: ${cookie}`);
        expect(codes).toEqual(Array.from({ length: 3 }, () => 'HTTPSESSION_STORE_UNAVAILABLE'));
        expect([answer.status, answer.body]).toEqual([503, 'Service Unavailable\n']);
        expect(answer.field('retry-after')).toMatch(/^[1-9]\d*$/);
        expect(answer.all('set-cookie')).toEqual([]);
        expect(app.errors).toEqual([]);
        // The store was asked once, and nothing was made in place of the session.
        expect(store.count('load')).toBe(1);
        expect(store.count('create')).toBe(1);
        const again = await client.get('/', `Cookie: ${cookie}`);
        expect([again.status, again.body]).toEqual([200, 'secret']);
      },
    );

    it('R15 does not affect a handler that never asks', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve(
        { clock, store, trackingModes: ['COOKIE', 'URL'] },
        (request, response) => {
          response.end(
            `${String(request.getRequestedSessionId() !== null)} ${response.encodeURL('/a')}`,
          );
        },
      );
      const cookie = await startSession(app);
      store.fail('load');
      const answer = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect([answer.status, answer.body]).toEqual([200, 'true /a']);
      expect(answer.all('set-cookie')).toEqual([]);
    });

    it('R15 can be caught: the answer of the application stands, without a cookie', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        try {
          request.getSession();
        } catch {
          response.setHeader('Set-Cookie', 'a=1').end('sorry');
        }
      });
      const cookie = await startSession(app);
      store.fail('load');
      const answer = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect([answer.status, answer.body, answer.all('set-cookie')]).toEqual([
        200,
        'sorry',
        ['a=1'],
      ]);
    });

    it('R15 makes no session, not even an eager one', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store, creation: 'eager' }, (_request, response) => {
        response.end('fine without');
      });
      const cookie = await startSession(app);
      store.fail('load');
      const answer = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect(answer.all('set-cookie')).toEqual([]);
      expect([answer.status, answer.body]).toEqual([200, 'fine without']);
    });
  },
);

describe('loads', () => {
  it('R15 of one session at the same time are one', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, (request, response) => {
      response.end(String(request.getSession(false)?.getAttribute('a')));
    });
    const cookie = await startSession(app, (session) => session.setAttribute('a', 'b'));
    const loading = store.hold('load');
    const clients = await Promise.all([1, 2, 3, 4, 5].map(() => connectTo(app.port)));
    const answers = clients.map((client) => client.get('/', `Cookie: ${cookie}`));
    await once(app.port, 'GET /');
    await turn();
    loading.open();
    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(
      Array.from({ length: 5 }, () => 'b'),
    );
    expect(store.count('load')).toBe(1);
  });

  it('R15 under way when the session ends bring nothing back', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, (request, response) => {
      response.end(String(request.getSession(false) !== null));
    });
    const cookie = await startSession(app);
    const loading = store.hold('load', 'after');
    const late = once(app.port, 'GET /', `Cookie: ${cookie}`);
    while (store.count('load') === 0) await turn();
    const other = await serve({ clock, store }, (request, response) => {
      request.getSession(false)?.invalidate();
      response.end();
    });
    store.calmDown();
    await once(other.port, 'GET /', `Cookie: ${cookie}`);
    loading.open();
    await late;
    expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).body).toBe('false');
  });

  it('the body of a request waits for them', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.end(`${String(request.getSession(false) !== null)} ${body}`);
    });
    const cookie = await startSession(app);
    const loading = store.hold('load');
    const client = await connectTo(app.port);
    client.send(
      `POST / HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nContent-Length: 5\r\n\r\nhello`,
    );
    while (store.count('load') === 0) await turn();
    loading.open();
    expect((await client.answer()).body).toBe('true hello');
  });
});

describe('requests that are skipped', () => {
  const skip = (request: { url?: string | undefined }) => request.url === '/static';

  it('R15 neither load nor count as an access', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store, skip }, (_request, response) => response.end('file'));
    const cookie = await startSession(app);
    store.fail('load');
    const answer = await once(app.port, 'GET /static', `Cookie: ${cookie}`);
    expect([answer.status, answer.body]).toEqual([200, 'file']);
    expect(store.count('load')).toBe(0);
    expect(answer.all('vary')).toEqual([]);
  });

  it('R15 do not keep a session alive', async () => {
    const app = await serve({ skip }, (request, response) => {
      response.end(String(request.getSession(false) !== null));
    });
    const cookie = `Cookie: ${await startSession(app)}`;
    app.clock.advance(20 * 60_000);
    expect((await once(app.port, 'GET /static', cookie)).body).toBe('false');
    app.clock.advance(20 * 60_000);
    expect((await once(app.port, 'GET /', cookie)).body).toBe('false');
  });

  it('make no eager session, and leave the cookie of the client alone', async () => {
    const app = await serve({ skip, creation: 'eager' }, (_request, response) => response.end());
    const { cookie } = await once(app.port, 'GET /');
    expect(cookie).not.toBe('');
    const answer = await once(app.port, 'GET /static', `Cookie: ${cookie}`);
    expect(answer.all('set-cookie')).toEqual([]);
    expect(app.manager.metrics.createdSessions).toBe(1);
  });
});

describe('eager creation', () => {
  it('S1-07 S4-10 makes a session for every request that has none', async () => {
    const app = await serve({ creation: 'eager' }, (request, response) => {
      response.end(String(request.getSession(false)?.isNew()));
    });
    const first = await once(app.port, 'GET /');
    expect([first.body, first.sessionCookies.length]).toEqual(['true', 1]);
    const second = await once(app.port, 'GET /', `Cookie: ${first.cookie}`);
    expect([second.body, second.sessionCookies.length]).toEqual(['false', 0]);
    expect(app.manager.metrics.createdSessions).toBe(1);
  });

  it('refused for want of room is a 503', async () => {
    const app = await serve({ creation: 'eager', sessionMax: 1, culling: 'reject' });
    await once(app.port, 'GET /');
    expect((await once(app.port, 'GET /')).status).toBe(503);
  });
});

describe('lazy creation', () => {
  it('S-45 S0-24 S4-30 nothing is made or stored for those who only look', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, (request, response) => {
      request.getSession(false);
      request.isRequestedSessionIdValid();
      response.end();
    });
    const client = await connectTo(app.port);
    for (let round = 0; round < 200; round += 1) {
      const cookie = round % 2 === 0 ? 'a=b' : `JSESSIONID=${String(round).padStart(32, 'x')}`;
      expect((await client.get('/', `Cookie: ${cookie}`)).all('set-cookie')).toEqual([]);
    }
    expect(app.manager.metrics.createdSessions).toBe(0);
    expect(
      store.calls.filter(({ method }) => method !== 'load' && method !== 'takeExpired'),
    ).toEqual([]);
  });
});
