import { describe, expect, it } from '@jest/globals';
import { headerTracker, MemoryStore } from 'httpsession';
import { DelayedStore } from '../support/delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';
import { isExpired } from '../support/set-cookie.ts';

const SECRETS = [
  'the newest of the secrets, 32 bytes and more',
  'an old one of the secrets, also long enough',
];
const [NEW = '', OLD = ''] = SECRETS;

/** Ends with what the request knows: the id that was sent, and the session. */
function echo(options: Options) {
  return serve(options, (request, response) => {
    const requested = request.getRequestedSessionId();
    if (request.url === '/start') request.getSession();
    if (request.url === '/end') request.getSession().invalidate();
    if (request.url === '/304') response.statusCode = 304;
    const id = request.getSession(false)?.getId() ?? null;
    response.end(JSON.stringify({ requested, id }));
  });
}

const read = (body: string) => JSON.parse(body) as { requested: string | null; id: string | null };

describe('a route', () => {
  it('SES-228 S3-13 S3-15 travels behind the id, which knows nothing of it', async () => {
    const app = await echo({ route: 'n1' });
    const first = await once(app.port, 'GET /start');
    const { id } = read(first.body);
    expect(id).toMatch(/^[\w-]{32}$/);
    expect(first.sessionCookies[0]?.value).toBe(`${id}.n1`);
    const second = await once(app.port, 'GET /', `Cookie: ${first.cookie}`);
    expect(read(second.body)).toEqual({ requested: id, id });
    expect(second.sessionCookies).toEqual([]);
  });

  it.each(['n0', undefined])(
    'a session that comes from the route %s gets the route of this process',
    async (from) => {
      const app = await echo({ route: 'n1' });
      const { id } = read((await once(app.port, 'GET /start')).body);
      const wire = from === undefined ? id : `${id}.${from}`;
      const answer = await once(app.port, 'GET /', `Cookie: JSESSIONID=${wire}`);
      expect(read(answer.body).id).toBe(id);
      expect(answer.sessionCookies.map(({ value }) => value)).toEqual([`${id}.n1`]);
      const notModified = await once(app.port, 'GET /304', `Cookie: JSESSIONID=${wire}`);
      expect(notModified.all('set-cookie')).toEqual([]);
    },
  );

  it('without a route of its own a process knows no ids with one, as Tomcat does not', async () => {
    const app = await echo({});
    const { id } = read((await once(app.port, 'GET /start')).body);
    const answer = await once(app.port, 'GET /', `Cookie: JSESSIONID=${id}.n7`);
    expect(id).not.toBeNull();
    expect(read(answer.body).id).toBeNull();
    expect(answer.sessionCookies).toEqual([]);
  });
});

describe('a signed id', () => {
  it('S4-28 joins its session, and getId() has neither signature nor route', async () => {
    const app = await echo({ secrets: SECRETS, route: 'n1' });
    const first = await once(app.port, 'GET /start');
    const { id } = read(first.body);
    expect(first.sessionCookies[0]?.value).toMatch(/^[\w-]{32}\.n1\.[\w+/]{43}$/);
    const second = await once(app.port, 'GET /', `Cookie: ${first.cookie}`);
    expect(read(second.body)).toEqual({ requested: id, id });
  });

  it('R19 S2-23 that is not good joins nothing, is told as it was sent, and no store hears of it', async () => {
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock }), { coherent: false });
    const app = await echo({ clock, store, secrets: SECRETS });
    const first = await once(app.port, 'GET /start');
    const { id = '' } = read(first.body) as { id?: string };
    const [value = ''] = first.sessionCookies.map((cookie) => cookie.value);
    const last = value.endsWith('A') ? 'B' : 'A';
    const bad = [
      id,
      `${id}.`,
      `${id}.${'A'.repeat(43)}`,
      value.slice(0, -1) + last,
      value.slice(0, -1),
      `${value}x`,
      `x${value}`,
      `${value}.n1`,
      value.toLowerCase(),
    ];
    const loads = store.count('load');
    for (const sent of bad) {
      const answer = await once(app.port, 'GET /', `Cookie: JSESSIONID=${sent}`);
      expect([sent, read(answer.body)]).toEqual([sent, { requested: sent, id: null }]);
    }
    expect(store.count('load')).toBe(loads);
  });

  it('stays good while its secret is in the list, wherever it stands there', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    const before = await echo({ clock, store, secrets: [OLD] });
    const { cookie, body } = await once(before.port, 'GET /start');
    const { id } = read(body);
    const both = await echo({ clock, store, secrets: [NEW, OLD] });
    expect(read((await once(both.port, 'GET /', `Cookie: ${cookie}`)).body).id).toBe(id);
    const renewed = await once(both.port, 'GET /start');
    const after = await echo({ clock, store, secrets: [NEW] });
    expect(read((await once(after.port, 'GET /', `Cookie: ${cookie}`)).body).id).toBeNull();
    const kept = await once(after.port, 'GET /', `Cookie: ${renewed.cookie}`);
    expect(read(kept.body).id).toBe(read(renewed.body).id);
  });

  it('of a cookie of another name is worth nothing', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    const other = await echo({ clock, store, secrets: [NEW], cookie: { name: 'OTHER' } });
    const first = await once(other.port, 'GET /start');
    const value = first.setCookies[0]?.value ?? '';
    const app = await echo({ clock, store, secrets: [NEW] });
    const answer = await once(app.port, 'GET /', `Cookie: JSESSIONID=${value}`);
    expect(read(answer.body).id).toBeNull();
  });

  it('R19 stands in URLs without characters that need an escape', async () => {
    const app = await serve({ secrets: SECRETS, trackingModes: ['URL'] }, (request, response) => {
      if (request.url === '/start') request.getSession();
      const id = request.getSession(false)?.getId() ?? null;
      response.end(JSON.stringify({ id, next: response.encodeURL('/next') }));
    });
    const client = await connectTo(app.port);
    for (let round = 0; round < 20; round += 1) {
      const start = JSON.parse((await client.get('/start')).body) as { id: string; next: string };
      expect(start.next).toMatch(/^\/next;jsessionid=[\w-]{32}\.[\w-]{43}$/);
      const next = JSON.parse((await client.get(start.next)).body) as { id: string };
      expect(next.id).toBe(start.id);
    }
  });
});

describe('an id in a header field', () => {
  const headerOnly = { trackingModes: [headerTracker('X-Session-Id')] };

  it('S1-15 is given in the field, without any cookie, and joins its session', async () => {
    const app = await echo(headerOnly);
    const first = await once(app.port, 'GET /start');
    const { id } = read(first.body);
    expect(first.all('x-session-id')).toEqual([id]);
    expect(first.all('set-cookie')).toEqual([]);
    expect(first.field('cache-control')).toBe('no-store');
    const second = await once(app.port, 'GET /', `x-session-ID: ${id}`);
    expect(read(second.body)).toEqual({ requested: id, id });
    expect(second.all('x-session-id')).toEqual([]);
    expect(second.field('vary')).toBe('X-Session-Id');
  });

  it('is taken away with an empty field when its session ends', async () => {
    const app = await echo(headerOnly);
    const { id } = read((await once(app.port, 'GET /start')).body);
    const answer = await once(app.port, 'GET /end', `X-Session-Id: ${id}`);
    expect(answer.all('x-session-id')).toEqual(['']);
  });

  it('beside cookies: both are given, a cookie counts first', async () => {
    const app = await echo({ trackingModes: ['COOKIE', headerTracker('X-Session-Id')] });
    const [a, b] = [await once(app.port, 'GET /start'), await once(app.port, 'GET /start')];
    expect(a.all('x-session-id')).toEqual([read(a.body).id]);
    const answer = await once(
      app.port,
      'GET /',
      `Cookie: ${a.cookie}`,
      `X-Session-Id: ${read(b.body).id}`,
    );
    expect(read(answer.body).id).toBe(read(a.body).id);
    const ended = await once(app.port, 'GET /end', `X-Session-Id: ${read(b.body).id}`);
    expect(ended.sessionCookies.map(isExpired)).toEqual([true]);
    expect(ended.all('x-session-id')).toEqual(['']);
  });

  it('twice in one request is none', async () => {
    const app = await echo(headerOnly);
    const { id } = read((await once(app.port, 'GET /start')).body);
    const answer = await once(app.port, 'GET /', `X-Session-Id: ${id}`, `X-Session-Id: ${id}`);
    expect(read(answer.body).id).toBeNull();
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'S-24 under the name %s it reads nothing that was not sent',
    async (name) => {
      const app = await echo({ trackingModes: ['COOKIE', headerTracker(name)] });
      const answer = await once(app.port, 'GET /');
      expect(answer.status).toBe(200);
      expect(read(answer.body)).toEqual({ requested: null, id: null });
    },
  );
});
