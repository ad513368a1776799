import { describe, expect, it } from '@jest/globals';
import { MemoryStore, type SessionRecord } from 'httpsession';
import { backings } from '../support/backings.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { distantStore } from '../support/distant-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn, type Options } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

const warnings = collectWarnings();

/** A small generator of numbers, so that each run does the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

/** An application whose answers tell whose they are, early, late or by way of an error. */
async function canaries(options: Options, users: number) {
  let answered = 0;
  const app = await serve(options, async (request, response) => {
    const session = request.getSession();
    if (request.url === '/late') for (let i = 0; i < 3; i += 1) await turn();
    if (request.url === '/write') session.setAttribute('visits', answered);
    answered += 1;
    response.setHeader('X-Owner', String(session.getAttribute('owner')));
    if (request.url === '/throw') throw new Error('thrown by the test');
    response.end(String(session.getAttribute('owner')));
  });
  const cookies = new Map<string, string>();
  for (let i = 0; i < users; i += 1) {
    const owner = `owner-${i}`;
    cookies.set(owner, await startSession(app, (session) => session.setAttribute('owner', owner)));
  }
  return { app, cookies: [...cookies] };
}

const PATHS = ['/', '/late', '/write', '/throw'];

describe.each(backings)('users on one connection, %s', (_name, options) => {
  it.each(['in turn', 'in a pipeline'])('S-39 are never taken for each other, %s', async (how) => {
    const { app, cookies } = await canaries(options(), 8);
    const client = await connectTo(app.port);
    const roll = dice(how.length);
    const sent = Array.from({ length: 120 }, () => {
      const [owner = '', cookie = ''] = cookies[roll(cookies.length)] ?? [];
      return { owner, cookie, path: PATHS[roll(PATHS.length)] ?? '/' };
    });
    if (how !== 'in turn') {
      for (const { path, cookie } of sent) client.sendGet(path, `Cookie: ${cookie}`);
    }
    for (const { owner, cookie, path } of sent) {
      if (how === 'in turn') client.sendGet(path, `Cookie: ${cookie}`);
      const answer = await client.answer();
      expect(answer.setCookies).toEqual([]);
      // A failed page has nothing of its handler's: neither its body nor its headers.
      if (path === '/throw')
        expect([answer.status, answer.field('x-owner')]).toEqual([500, undefined]);
      else expect([path, answer.body, answer.field('x-owner')]).toEqual([path, owner, owner]);
    }
    const anonymous = await client.get('/');
    expect([anonymous.body, anonymous.sessionCookies.length]).toEqual(['null', 1]);
  });

  it('S-39 are never taken for each other when some hang up before their answer', async () => {
    const { app, cookies } = await canaries(options(), 6);
    const roll = dice(7);
    await Promise.all(
      Array.from({ length: 90 }, async (_, i) => {
        const [owner = '', cookie = ''] = cookies[roll(cookies.length)] ?? [];
        const client = await connectTo(app.port);
        client.sendGet('/late', `Cookie: ${cookie}`);
        if (i % 3 === 0) {
          await turn();
          client.destroy();
          return;
        }
        const answer = await client.answer();
        expect([i, answer.body]).toEqual([i, owner]);
      }),
    );
  });
});

describe('a store whose answers are out of step', () => {
  /** Gives each caller the record that the one before asked for, as a broken connection does. */
  class Shifted extends MemoryStore {
    #last: SessionRecord | 'unchanged' | undefined;
    isShifted = false;

    override load(key: string, known?: number): SessionRecord | 'unchanged' | undefined {
      const record = super.load(key, known);
      const given = this.isShifted ? this.#last : record;
      this.#last = record;
      return given;
    }
  }

  it('S-40 gives nobody the session of somebody else, and says what is wrong', async () => {
    const clock = new FakeClock();
    const store = new Shifted({ clock, coherent: false });
    const { app, cookies } = await canaries({ clock, store }, 4);
    store.isShifted = true;
    for (const [owner, cookie] of [...cookies, ...cookies]) {
      const { body } = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect(['null', owner]).toContain(body);
    }
    expect(warnings.join()).toContain('the record of another key');
  });
});

describe('a store whose answer is lost when the work is done', () => {
  async function counting() {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, async (request, response) => {
      const session = request.getSession();
      if (request.url === '/add') await session.update('n', (n) => Number(n ?? 0) + 1);
      response.end(String(session.getAttribute('n')));
    });
    return { app, store, cookie: await startSession(app) };
  }

  it('S-41 an atomic change is not made twice by us', async () => {
    const { app, store, cookie } = await counting();
    expect((await once(app.port, 'GET /add', `Cookie: ${cookie}`)).body).toBe('1');
    store.fail('update', 1, { moment: 'after' });
    expect((await once(app.port, 'GET /add', `Cookie: ${cookie}`)).status).toBe(503);
    // It was made once, whatever the client was told.
    expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).body).toBe('2');
    expect((await once(app.port, 'GET /add', `Cookie: ${cookie}`)).body).toBe('3');
  });

  it('S-41 a session whose creation was done, but not told, is nobody’s', async () => {
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock }), { coherent: false });
    const app = await serve({ clock, store }, (request, response) => {
      response.end(request.getSession().getId());
    });
    store.fail('create', 1, { moment: 'after' });
    const lost = await once(app.port, 'GET /');
    expect([lost.status, lost.setCookies]).toEqual([503, []]);
    expect((await once(app.port, 'GET /')).status).toBe(200);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });
});
