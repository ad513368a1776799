import { describe, expect, it } from '@jest/globals';
import type { HttpSession } from 'httpsession';
import { cluster, openRequest } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

async function twoNodes(): ReturnType<typeof cluster> {
  return cluster(2);
}

function valueOf(app: TestServer, cookie: string, name: string): Promise<unknown> {
  return app
    .visit((request) => request.getSession().getAttribute(name) as unknown, { cookie })
    .then(({ result }) => result);
}

describe('two nodes and one session', () => {
  it('G-4 different attributes changed at the same time are both kept', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    const onA = await openRequest(a, cookie);
    const onB = await openRequest(b, cookie);
    await onA.finish((session) => session.setAttribute('a', 1));
    await onB.finish((session) => session.setAttribute('b', 2));
    expect([await valueOf(a, cookie, 'a'), await valueOf(b, cookie, 'b')]).toEqual([1, 2]);
    expect([await valueOf(b, cookie, 'a'), await valueOf(a, cookie, 'b')]).toEqual([1, 2]);
  });

  it('G-1 what was answered is seen by the next request on another node', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    expect(await valueOf(b, cookie, 'n')).toBe(1);
  });

  it('S-36 a late save does not bring back what a logout elsewhere ended', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await b.visit((request) => request.getSession().invalidate(), { cookie });
    await slow.finish((session) => session.setAttribute('late', true));
    expect([await findsSession(a, { cookie }), await findsSession(b, { cookie })]).toEqual([
      false,
      false,
    ]);
  });

  it('S-37 a request that outlived a logout gets a new, empty session', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('user', 'ann'));
    const slow = await openRequest(a, cookie);
    await b.visit((request) => request.getSession().invalidate(), { cookie });
    await slow.finish((session) => session.setAttribute('late', true));
    const next = await a.visit((request) => request.getSession().getAttribute('user') as unknown, {
      cookie,
    });
    expect(next.result).toBeNull();
  });

  it('R2 a request that joins a session in use here sees what another node wrote', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    const open = await openRequest(a, cookie);
    await b.visit((request) => request.getSession().setAttribute('n', 2), { cookie });
    expect(await valueOf(a, cookie, 'n')).toBe(2);
    await open.finish();
  });

  it('R2 and what is unwritten here stays', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    const open = await openRequest(a, cookie);
    open.session.setAttribute('n', 10);
    await b.visit((request) => request.getSession().setAttribute('m', 2), { cookie });
    const joined = await a.visit(
      (request) => {
        const session = request.getSession();
        return [session.getAttribute('n') as number, session.getAttribute('m') as number];
      },
      { cookie },
    );
    expect(joined.result).toEqual([10, 2]);
    await open.finish();
  });

  it('R2 and what is read late does not take back what was read meanwhile', async () => {
    const { nodes, stores } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const write = (n: number): Promise<unknown> =>
      b.visit(
        (request) => {
          const session = request.getSession();
          session.setAttribute('n', n);
          session.setPrincipal(`user ${String(n)}`);
        },
        { cookie },
      );
    const seen = (session: HttpSession): unknown[] => [
      session.getAttribute('n'),
      session.getPrincipal(),
    ];
    const cookie = await startSession(a);
    const open = await openRequest(a, cookie);
    await write(2);
    const before = stores[0]!.count('load');
    const reading = stores[0]!.hold('load', 'after');
    const late = a.visit((request) => seen(request.getSession()), { cookie });
    while (stores[0]!.count('load') === before) await turn();
    stores[0]!.calmDown();
    await write(3);
    expect((await a.visit((r) => seen(r.getSession()), { cookie })).result).toEqual([3, 'user 3']);
    reading.open();
    expect((await late).result).toEqual([3, 'user 3']);
    expect(seen(open.session)).toEqual([3, 'user 3']);
    await open.finish();
  });

  it('R5 a session that was ended elsewhere dies here without listeners', async () => {
    const heard: string[] = [];
    const { nodes } = await cluster(2, {
      listeners: [{ sessionDestroyed: (event) => void heard.push(event.getReason() ?? '') }],
    });
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    const open = await openRequest(a, cookie);
    await b.visit((request) => request.getSession().invalidate(), { cookie });
    await findsSession(a, { cookie });
    expect(() => open.session.getAttribute('x') as unknown).toThrow(/HTTPSESSION_INVALIDATED/);
    await open.finish();
    expect(heard).toEqual(['invalidated']);
  });

  it('R8 after an id change the old id finds nothing anywhere, and the new one everything', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    const changed = await a.visit((request) => request.changeSessionId(), { cookie });
    expect([await findsSession(a, { cookie }), await findsSession(b, { cookie })]).toEqual([
      false,
      false,
    ]);
    expect(await valueOf(b, changed.cookie, 'n')).toBe(1);
  });

  it('R8 an update under way on another node under the old id is not lost', async () => {
    const { nodes } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    const slow = await openRequest(b, cookie);
    const changed = await a.visit((request) => request.changeSessionId(), { cookie });
    await slow.finish((session) => session.setAttribute('late', 'kept'));
    expect(await valueOf(a, changed.cookie, 'late')).toBe('kept');
  });

  it('R1 update() of two nodes loses nothing', async () => {
    const { nodes, clock } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a, (session) => session.setAttribute('n', 0));
    const running = Array.from({ length: 20 }, (_, i) =>
      (i % 2 === 0 ? a : b).visit(
        async (request) => {
          await request.getSession().update('n', (n) => Number(n) + 1);
        },
        { cookie },
      ),
    );
    const all = Promise.all(running);
    let isDone = false;
    void all.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    while (!isDone) {
      await turn();
      clock.advance(5);
    }
    await all;
    expect(await valueOf(a, cookie, 'n')).toBe(20);
  });

  it('S-36 expiry: a session claimed by one node is not brought back by another', async () => {
    const ended: string[] = [];
    const { nodes, clock } = await cluster(2, {
      listeners: [{ sessionDestroyed: () => void ended.push('x') }],
    });
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    clock.advance(1_800_000 + 60_000);
    for (let i = 0; i < 20; i += 1) await turn();
    clock.advance(12_000);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(ended).toEqual(['x']);
    expect([await findsSession(a, { cookie }), await findsSession(b, { cookie })]).toEqual([
      false,
      false,
    ]);
  });

  it('R11 a long request keeps its session, though no other request comes', async () => {
    const { nodes, clock } = await twoNodes();
    const [a, b] = nodes as [TestServer, TestServer];
    const cookie = await startSession(a);
    const long = await openRequest(a, cookie);
    for (let minutes = 0; minutes < 90; minutes += 1) {
      clock.advance(60_000);
      for (let i = 0; i < 4; i += 1) await turn();
    }
    expect(await findsSession(b, { cookie })).toBe(true);
    await long.finish((session) => session.setAttribute('done', true));
    expect(await valueOf(b, cookie, 'done')).toBe(true);
  });
});

describe('one node', () => {
  it('R15 requests that come together share one load and one session', async () => {
    const { nodes, stores } = await cluster(1);
    const [app] = nodes as [TestServer];
    const [store] = stores;
    const cookie = await startSession(app);
    const held = store?.hold('load');
    if (store !== undefined) store.calls.length = 0;
    const sessions: HttpSession[] = [];
    const both = [1, 2, 3].map(() =>
      app.visit(
        async (request) => {
          sessions.push(request.getSession());
          while (sessions.length < 3) await turn();
          request.getSession().setAttribute('x', 1);
        },
        { cookie },
      ),
    );
    for (let i = 0; i < 50; i += 1) await turn();
    held?.open();
    await Promise.all(both);
    expect(store?.count('load')).toBe(1);
    expect(await valueOf(app, cookie, 'x')).toBe(1);
  });

  it('R15 a load under way does not revive what was ended meanwhile', async () => {
    const { nodes, stores } = await cluster(1);
    const [app] = nodes as [TestServer];
    const [store] = stores;
    const cookie = await startSession(app);
    const open = await openRequest(app, cookie);
    const held = store?.hold('load', 'after');
    const joining = findsSession(app, { cookie });
    for (let i = 0; i < 50; i += 1) await turn();
    open.session.invalidate();
    held?.open();
    expect(await joining).toBe(false);
    store?.calmDown();
    await open.finish();
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('R3 two requests with changes commit one after the other, and both wait for theirs', async () => {
    const { nodes, stores } = await cluster(1);
    const [app] = nodes as [TestServer];
    const [store] = stores;
    const cookie = await startSession(app);
    const first = await openRequest(app, cookie);
    const second = await openRequest(app, cookie);
    const held = store?.hold('update');
    const one = first.finish((session) => session.setAttribute('a', 1));
    for (let i = 0; i < 20; i += 1) await turn();
    const two = second.finish((session) => session.setAttribute('b', 2));
    for (let i = 0; i < 20; i += 1) await turn();
    expect(store?.count('update')).toBe(1);
    held?.open();
    store?.calmDown();
    expect([await one, await two]).toEqual([200, 200]);
    expect([await valueOf(app, cookie, 'a'), await valueOf(app, cookie, 'b')]).toEqual([1, 2]);
  });
});
