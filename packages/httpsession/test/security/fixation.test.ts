import { describe, expect, it } from '@jest/globals';
import { backings } from '../support/backings.ts';
import { distantStore } from '../support/distant-store.ts';
import { once } from '../support/raw-client.ts';
import { serve, turn, type Options } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

const warnings = collectWarnings();

/** An application that signs people in as it should, and tells who somebody is. */
function signingIn(options: Options) {
  return serve(options, (request, response) => {
    if (request.url === '/login') {
      request.changeSessionId();
      request.getSession().setAttribute('user', 'ada');
    }
    response.end(String(request.getSession(false)?.getAttribute('user')));
  });
}

describe.each(backings)('an attacker who knows the id before the login, %s', (_name, options) => {
  it('S-2 has nothing after it: one event, one cookie, and all that was in the session stays', async () => {
    const renamed: string[][] = [];
    const app = await signingIn({
      ...options(),
      listeners: [
        {
          sessionIdChanged: (event, oldId) => {
            renamed.push([oldId, event.getSession().getId()]);
          },
        },
      ],
    });
    const planted = await startSession(app, (session) => session.setAttribute('cart', 'tea'));
    const login = await once(app.port, 'GET /login', `Cookie: ${planted}`);
    expect(login.body).toBe('ada');
    expect(login.sessionCookies).toHaveLength(1);
    expect(login.cookie).not.toBe(planted);
    expect(renamed).toEqual([[planted, login.cookie].map((cookie) => cookie.split('=')[1])]);
    expect(await findsSession(app, { cookie: planted })).toBe(false);
    const kept = await app.visit(
      (request) => request.getSession().getAttribute('cart') as unknown,
      {
        cookie: login.cookie,
      },
    );
    expect(kept.result).toBe('tea');
  });

  it('S-2 sees nothing in a hundred requests around the login, once that is answered', async () => {
    const app = await signingIn(options());
    const planted = await startSession(app);
    const spy = () => once(app.port, 'GET /', `Cookie: ${planted}`);
    const before = Array.from({ length: 50 }, spy);
    const login = once(app.port, 'GET /login', `Cookie: ${planted}`);
    const during = Array.from({ length: 25 }, spy);
    const { cookie } = await login;
    const after = await Promise.all(Array.from({ length: 25 }, spy));
    expect(after.map(({ body }) => body)).toEqual(new Array<string>(25).fill('undefined'));
    // Nobody is told the new id but the one who signed in.
    for (const { sessionCookies } of [...(await Promise.all([...before, ...during])), ...after]) {
      expect(sessionCookies.map(({ value }) => `JSESSIONID=${value}`)).not.toContain(cookie);
    }
    expect(await findsSession(app, { cookie: planted })).toBe(false);
    expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).body).toBe('ada');
  });

  it('S-2 each login gives another id, that of somebody who is signed in as well', async () => {
    const app = await signingIn(options());
    const cookies = [await startSession(app)];
    for (let i = 0; i < 3; i += 1) {
      const answer = await once(app.port, 'GET /login', `Cookie: ${String(cookies.at(-1))}`);
      cookies.push(answer.cookie);
    }
    expect(new Set(cookies).size).toBe(4);
    for (const cookie of cookies.slice(0, 3)) {
      expect(await findsSession(app, { cookie })).toBe(false);
    }
  });
});

describe('a change of the id, in a store', () => {
  it('S-2 is one operation, and the old id finds nothing from its beginning', async () => {
    const { clock, store } = distantStore();
    const app = await signingIn({ clock, store });
    const planted = await startSession(app);
    store.calls.length = 0;
    const renaming = store.hold('rename');
    const login = once(app.port, 'GET /login', `Cookie: ${planted}`);
    while (store.count('rename') === 0) await turn();
    expect((await once(app.port, 'GET /', `Cookie: ${planted}`)).body).toBe('undefined');
    renaming.open();
    const { cookie } = await login;
    expect([store.count('rename'), store.count('create'), store.count('delete')]).toEqual([
      1, 0, 0,
    ]);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it('S-2 that fails is a 503 without a cookie, and neither id is somebody who signed in', async () => {
    const { clock, store } = distantStore();
    const app = await signingIn({ clock, store });
    const planted = await startSession(app);
    store.fail('rename');
    const login = await once(app.port, 'GET /login', `Cookie: ${planted}`);
    expect([login.status, login.setCookies]).toEqual([503, []]);
    expect((await once(app.port, 'GET /', `Cookie: ${planted}`)).body).not.toBe('ada');
    expect(warnings[0]).toContain('SessionStoreUnavailableError');
  });
});
