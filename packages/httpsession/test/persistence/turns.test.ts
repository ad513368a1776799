import { describe, expect, it } from '@jest/globals';
import type { HttpSession } from 'httpsession';
import type { DelayedStore } from '../support/delayed-store.ts';
import type { FakeClock } from '../../../../testing/fake-clock.ts';
import { cluster, openRequest, type OpenRequest } from '../support/nodes.ts';
import { type Options, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

const ENDED = expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' });
const UNAVAILABLE = expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' });

interface Scene {
  readonly clock: FakeClock;
  readonly a: TestServer;
  readonly b: TestServer;
  /** As node a sees it. */
  readonly store: DelayedStore;
  readonly cookie: string;
  /** Two requests of the session on node a. */
  readonly one: OpenRequest;
  readonly other: OpenRequest;
}

async function scene(options: Options = {}): Promise<Scene> {
  const { clock, nodes, stores } = await cluster(2, options);
  const [a, b] = nodes as [TestServer, TestServer];
  const [store] = stores as [DelayedStore];
  const cookie = await startSession(a, (session) => {
    session.setAttribute('n', 0);
    session.setAttribute('list', ['first']);
  });
  const one = await openRequest(a, cookie);
  const other = await openRequest(a, cookie);
  store.calls.length = 0;
  return { clock, a, b, store, cookie, one, other };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

/** Lets the pauses between attempts pass until something is done. */
async function finished<T>(pending: Promise<T>, clock: FakeClock): Promise<T> {
  let isDone = false;
  const noted = pending.finally(() => (isDone = true));
  noted.catch(() => undefined);
  while (!isDone) {
    await turn();
    clock.advance(20);
  }
  return noted;
}

async function valueOf(app: TestServer, cookie: string, name: string): Promise<unknown> {
  const { result } = await app.visit(
    (request) => request.getSession().getAttribute(name) as unknown,
    { cookie },
  );
  return result;
}

function failureOf(pending: Promise<unknown>): Promise<unknown> {
  return pending.then(
    () => 'none',
    (error: unknown) => error,
  );
}

function increase(session: HttpSession): Promise<unknown> {
  return Promise.resolve<unknown>(session.update('n', (n) => Number(n) + 1));
}

describe('R3 commits and atomic updates of a session take turns', () => {
  it('an update waits for a commit that is under way', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const answered = one.finish((session) => session.setAttribute('x', 1));
    await settle();
    const updated = increase(other.session);
    await settle();
    expect(store.calls.map(({ method }) => method)).toEqual(['update']);
    held.open();
    expect([await answered, await updated]).toEqual([200, 1]);
    expect(store.count('update')).toBe(2);
    await other.finish();
    expect([await valueOf(a, cookie, 'x'), await valueOf(a, cookie, 'n')]).toEqual([1, 1]);
  });

  it('a commit waits for an update that is under way', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const updated = increase(other.session);
    await settle();
    const answered = one.finish((session) => session.setAttribute('x', 1));
    await settle();
    expect(store.count('update')).toBe(1);
    held.open();
    expect([await answered, await updated]).toEqual([200, 1]);
    await other.finish();
    expect([await valueOf(a, cookie, 'x'), await valueOf(a, cookie, 'n')]).toEqual([1, 1]);
  });

  it('writes are in the order in which they were asked for', async () => {
    const { store, one, other } = await scene();
    const held = store.hold('update');
    const order: string[] = [];
    const done = (name: string) => () => void order.push(name);
    const all = [
      increase(one.session).then(done('first')),
      other.finish((session) => session.setAttribute('x', 1)).then(done('second')),
    ];
    await settle();
    all.push(increase(one.session).then(done('third')));
    held.open();
    await Promise.all(all);
    expect(order.indexOf('first')).toBe(0);
    expect(store.count('update')).toBe(3);
    expect([...changeAt(store, 1).set.keys()]).toEqual(['x']);
    await one.finish();
  });

  it('an update writes what the commit before it could not', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    store.fail('update');
    const answered = one.finish((session) => session.setAttribute('x', 1));
    await settle();
    const updated = increase(other.session);
    held.open();
    expect([await answered, await updated]).toEqual([503, 1]);
    await other.finish();
    expect([await valueOf(a, cookie, 'x'), await valueOf(a, cookie, 'n')]).toEqual([1, 1]);
  });

  it('a commit is not harmed by the failure of the update before it', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    store.fail('update');
    const updated = increase(other.session);
    const failure = failureOf(updated);
    await settle();
    const answered = one.finish((session) => session.setAttribute('x', 1));
    held.open();
    expect(await failure).toEqual(UNAVAILABLE);
    expect(await answered).toBe(200);
    await other.finish();
    expect([await valueOf(a, cookie, 'x'), await valueOf(a, cookie, 'n')]).toEqual([1, 0]);
  });

  it('a request that joins meanwhile does not take the older record over', async () => {
    const { a, store, cookie, one, other } = await scene();
    const loaded = store.hold('load', 'after');
    const joining = valueOf(a, cookie, 'n');
    await settle();
    store.calmDown();
    await increase(one.session);
    loaded.open();
    expect(await joining).toBe(1);
    await one.finish();
    await other.finish();
  });
});

describe('R1 what is set while an update is under way', () => {
  it('is what the update stands on, set before the function runs', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('load');
    const updated = increase(one.session);
    await settle();
    other.session.setAttribute('n', 10);
    held.open();
    expect(await updated).toBe(11);
    await one.finish();
    await other.finish();
    expect(await valueOf(a, cookie, 'n')).toBe(11);
  });

  it('is written when the update that stood on it fails', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('load');
    store.fail('update');
    const updated = increase(one.session);
    const failure = failureOf(updated);
    await settle();
    other.session.setAttribute('n', 10);
    held.open();
    expect(await failure).toEqual(UNAVAILABLE);
    await other.finish();
    await one.finish();
    expect(await valueOf(a, cookie, 'n')).toBe(10);
  });

  it('wins, set while the store writes', async () => {
    const { a, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const updated = increase(one.session);
    await settle();
    other.session.setAttribute('n', 100);
    held.open();
    expect(await updated).toBe(1);
    await other.finish();
    await one.finish();
    expect(await valueOf(a, cookie, 'n')).toBe(100);
  });

  it('is written, set by a listener of the update', async () => {
    const { a, cookie, one, other } = await scene({
      listeners: [
        {
          attributeReplaced(event) {
            const session = event.getSession();
            if (session.getAttribute('n') === 1) session.setAttribute('n', 1000);
          },
        },
      ],
    });
    expect(await increase(one.session)).toBe(1);
    await one.finish();
    await other.finish();
    expect(await valueOf(a, cookie, 'n')).toBe(1000);
  });
});

describe('R1 an update and another node', () => {
  it('does in place once what a conflict makes it do twice', async () => {
    const { a, b, clock, store, cookie, one, other } = await scene();
    const push = (session: HttpSession, what: string): Promise<unknown> =>
      Promise.resolve<unknown>(
        session.update('list', (list) => {
          (list as string[]).push(what);
          return list as unknown;
        }),
      );
    one.session.getAttribute('list');
    const held = store.hold('update');
    const updated = push(one.session, 'of a');
    await settle();
    await b.visit((request) => push(request.getSession(), 'of b'), { cookie });
    store.calmDown();
    held.open();
    await finished(updated, clock);
    await one.finish();
    await other.finish();
    expect(await valueOf(a, cookie, 'list')).toEqual(['first', 'of b', 'of a']);
  });

  it('rejects when the session was ended there, and the others here hear so', async () => {
    const { b, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const updated = increase(one.session);
    const failure = failureOf(updated);
    await settle();
    await b.visit((request) => request.getSession().invalidate(), { cookie });
    held.open();
    expect(await failure).toEqual(ENDED);
    expect(() => other.session.getAttribute('n') as unknown).toThrow(ENDED);
    await one.finish();
    await other.finish();
  });

  it('R5 rejects when the session ends here meanwhile, and the record goes', async () => {
    const { b, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const updated = increase(one.session);
    const failure = failureOf(updated);
    await settle();
    const ended = other.finish((session) => session.invalidate());
    await settle();
    expect(store.count('delete')).toBe(0);
    held.open();
    expect(await failure).toEqual(ENDED);
    expect(await ended).toBe(200);
    const found = await b.visit((request) => request.getSession(false), { cookie });
    expect(found.result).toBeNull();
    await one.finish();
  });

  it('R5 rejects when its own function ends the session, and writes nothing', async () => {
    const { store, one, other } = await scene();
    const updated = Promise.resolve(
      one.session.update('n', () => {
        one.session.invalidate();
        return 1;
      }),
    );
    await expect(updated).rejects.toEqual(ENDED);
    expect(store.count('update')).toBe(0);
    await one.finish();
    await other.finish();
  });
});

describe('R8 an id change while an update is under way', () => {
  it('comes after it, and both are there under the new id only', async () => {
    const { a, b, store, cookie, one, other } = await scene();
    const held = store.hold('update');
    const updated = increase(one.session);
    await settle();
    const changing = a.visit((request) => request.changeSessionId(), { cookie });
    await settle();
    expect(store.count('rename')).toBe(0);
    held.open();
    expect(await updated).toBe(1);
    const changed = await changing;
    expect(await valueOf(b, changed.cookie, 'n')).toBe(1);
    const old = await b.visit((request) => request.getSession(false), { cookie });
    expect(old.result).toBeNull();
    await one.finish();
    await other.finish();
  });

  it('is done by the update when it was asked for before', async () => {
    const { b, store, one, other, cookie, a } = await scene();
    const changed = await a.visit(
      async (request) => {
        const id = request.changeSessionId();
        await increase(one.session);
        return id;
      },
      { cookie },
    );
    expect(store.calls.map(({ method }) => method)).toContain('rename');
    expect(await valueOf(b, changed.cookie, 'n')).toBe(1);
    await one.finish();
    await other.finish();
  });
});

function changeAt(store: DelayedStore, index: number): { readonly set: Map<string, unknown> } {
  const call = store.calls.filter(({ method }) => method === 'update')[index];
  return call?.args[1] as { set: Map<string, unknown> };
}
