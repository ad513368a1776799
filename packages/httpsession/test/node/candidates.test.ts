import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from 'httpsession';
import { backings } from '../support/backings.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { once } from '../support/raw-client.ts';
import { serve, type Options, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';
import { isExpired } from '../support/set-cookie.ts';

const unknownId = (at: number) => `unknown${String(at).padStart(25, '0')}`;

function whoIsIt(options: Options): Promise<TestServer> {
  return serve(options, (request, response) => {
    response.end(request.getSession(false)?.getId() ?? 'nobody');
  });
}

const idIn = (cookie: string) => cookie.slice('JSESSIONID='.length);

/** A session that somebody still used would outlive this. */
function expectAllEndByThemselves(app: TestServer) {
  app.clock.advance(31 * 60_000);
  app.clock.advance(60_000);
  expect(app.manager.metrics.activeSessions).toBe(0);
}

describe.each(backings)('several cookies of our name, %s', (_name, options) => {
  it('S-10 two live sessions are refused, and our cookie is cleared as it is configured', async () => {
    let calls = 0;
    const cookie = { path: '/app', domain: 'example.org' };
    const app = await serve({ ...options(), cookie }, (_request, response) => {
      calls += 1;
      response.end('must not be seen');
    });
    const [a, b] = [await startSession(app), await startSession(app)];
    const answer = await once(app.port, 'GET /', `Cookie: ${a}; ${b}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toBe('Bad Request\n');
    expect(answer.sessionCookies.map(isExpired)).toEqual([true]);
    expect(answer.sessionCookies[0]?.attributes.get('path')).toBe('/app');
    expect(answer.sessionCookies[0]?.attributes.get('domain')).toBe('example.org');
    expect(answer.field('cache-control')).toBe('no-store');
    expect(calls).toBe(0);
    expect(app.errors).toEqual([]);
    expect(await findsSession(app, { cookie: a })).toBe(true);
    expect(await findsSession(app, { cookie: b })).toBe(true);
    expectAllEndByThemselves(app);
  });

  it('S-10 two live sessions that came in two lines are refused too', async () => {
    const app = await whoIsIt(options());
    const [a, b] = [await startSession(app), await startSession(app)];
    const answer = await once(app.port, 'GET /', `Cookie: ${a}`, `Cookie: ${b}`);
    expect(answer.status).toBe(400);
    expectAllEndByThemselves(app);
  });

  it('S-10 a refused request leaves nothing in use, however often it comes', async () => {
    const app = await whoIsIt(options());
    const [a, b, c] = [await startSession(app), await startSession(app), await startSession(app)];
    const orders = [
      [a, b],
      [b, a, c],
      [`JSESSIONID=${unknownId(1)}`, a, b],
      [a, a, b],
      [a, 'JSESSIONID=short', c],
    ];
    for (const order of orders) {
      const answer = await once(app.port, 'GET /', `Cookie: ${order.join('; ')}`);
      expect([order, answer.status]).toEqual([order, 400]);
    }
    expectAllEndByThemselves(app);
  });

  it('S-10 the one that lives counts', async () => {
    const app = await whoIsIt(options());
    const live = await startSession(app);
    const dead = await startSession(app);
    await app.visit((request) => request.getSession().invalidate(), { cookie: dead });
    const unknown = `JSESSIONID=${unknownId(1)}`;
    const orders = [
      [live, dead],
      [dead, live],
      [unknown, live],
      [unknown, dead, 'JSESSIONID=', live],
      ['JSESSIONID=x', live, 'JSESSIONID="y"'],
    ];
    for (const order of orders) {
      const answer = await once(app.port, 'GET /', `Cookie: ${order.join('; ')}`);
      expect([order, answer.body]).toEqual([order, idIn(live)]);
      expect(answer.sessionCookies).toEqual([]);
    }
    expectAllEndByThemselves(app);
  });

  it('S-10 one session twice is one session', async () => {
    const app = await whoIsIt(options());
    const live = await startSession(app);
    const copies = Array.from({ length: 5000 }, () => `a=b; ${live}`)
      .join('; ')
      .slice(0, 14_000);
    for (const cookie of [`${live}; ${live}`, copies]) {
      expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).body).toBe(idIn(live));
    }
    expectAllEndByThemselves(app);
  });

  it('S-10 variants of one id that differ in their route are one session', async () => {
    const app = await whoIsIt({ ...options(), route: 'n1' });
    const id = idIn(await startSession(app)).split('.')[0] ?? '';
    const variants = [`${id}.n1`, `${id}.n2`, id].map((value) => `JSESSIONID=${value}`).join('; ');
    expect((await once(app.port, 'GET /', `Cookie: ${variants}`)).body).toBe(id);
    expectAllEndByThemselves(app);
  });

  it('S-10 none that lives is nobody', async () => {
    const app = await whoIsIt(options());
    const cookie = [1, 2, 3].map((at) => `JSESSIONID=${unknownId(at)}`).join('; ');
    expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).body).toBe('nobody');
  });

  it('S-1 no id of a client ever becomes that of a session', async () => {
    const app = await serve(
      { ...options(), trackingModes: ['COOKIE', 'URL'] },
      (request, response) => response.end(request.getSession().getId()),
    );
    const [expired, ended] = [await startSession(app), await startSession(app)];
    await app.visit((request) => request.getSession().invalidate(), { cookie: ended });
    app.clock.advance(31 * 60_000);
    const elsewhere = await startSession(await serve({ contextPath: '/other' }));
    const sent = [unknownId(1), idIn(expired), idIn(ended), idIn(elsewhere)];
    for (const id of sent) {
      const ways: [start: string, ...lines: string[]][] = [
        ['GET /', `Cookie: JSESSIONID=${id}`],
        [`GET /;jsessionid=${id}`],
        [`GET /?jsessionid=${id}&JSESSIONID=${id}`],
        ['GET /', `JSESSIONID: ${id}`, `X-Session-Id: ${id}`],
      ];
      for (const [start, ...lines] of ways) {
        const answer = await once(app.port, start, ...lines);
        expect(answer.body).toMatch(/^[\w-]{32}$/);
        expect(sent).not.toContain(answer.body);
        expect(answer.sessionCookies.map(({ value }) => value)).toEqual([answer.body]);
      }
    }
  });
});

describe('several cookies of our name and a store', () => {
  function distant() {
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock }), { coherent: false });
    return { clock, store };
  }

  it('S-10 at most four of them are asked for', async () => {
    const { clock, store } = distant();
    const app = await whoIsIt({ clock, store });
    const cookie = Array.from({ length: 50 }, (_, at) => `JSESSIONID=${unknownId(at)}`).join('; ');
    await once(app.port, 'GET /', `Cookie: ${cookie}`);
    expect(store.count('load')).toBe(4);
  });

  it('R20 what is malformed is never asked for', async () => {
    const { clock, store } = distant();
    const app = await whoIsIt({ clock, store });
    for (const id of ['', 'x', 'a'.repeat(129), '../../../../etc/passwd', `${'a'.repeat(32)}.`]) {
      await once(app.port, 'GET /', `Cookie: JSESSIONID=${id}`);
    }
    expect(store.count('load')).toBe(0);
  });

  it('R15 the first is let go when asking for the second fails', async () => {
    const { clock, store } = distant();
    const app = await whoIsIt({ clock, store });
    const [a, b] = [await startSession(app), await startSession(app)];
    store.fail('load', 2);
    const answer = await once(app.port, 'GET /', `Cookie: ${a}; ${b}`);
    expect(answer.status).toBe(503);
    expect(answer.all('set-cookie')).toEqual([]);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });
});
