import { describe, expect, it } from '@jest/globals';
import { FORMER_KEY_MS } from '../../src/store/store-rules.ts';
import type { SessionRecord } from '../../src/store/store.ts';
import { cluster, openRequest } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

describe('the end of a session', () => {
  it('R5 reaches the store although a change of its id failed meanwhile', async () => {
    for (const moment of ['before', 'after'] as const) {
      const { nodes, stores } = await cluster(1);
      const [app, store] = [nodes[0]!, stores[0]!];
      const cookie = await startSession(app);
      const second = await openRequest(app, cookie);
      const renaming = store.hold('rename', moment);
      store.fail('rename', 1, { moment });
      const first = app.visit(
        (request) => {
          request.getSession();
          request.changeSessionId();
        },
        { cookie },
      );
      await settle();
      expect(store.count('rename')).toBe(1);
      const ended = second.finish((session) => session.invalidate());
      await settle();
      renaming.open();
      await Promise.all([first, ended]);
      await settle();

      expect(store.count('delete')).toBeGreaterThan(0);
      expect(await store.list?.(1)).toEqual([]);
      expect(await findsSession(app, { cookie })).toBe(false);
    }
  });

  it('R5 reaches the store under either id, however late, when the change of its id was not answered', async () => {
    const { nodes, stores, clock } = await cluster(1);
    const [app, store] = [nodes[0]!, stores[0]!];
    const cookie = await startSession(app);
    const second = await openRequest(app, cookie);
    const renaming = store.hold('rename', 'after');
    store.fail('rename', 1, { moment: 'after' });
    store.fail('delete', 1);
    store.fail('delete', 2);
    const first = app.visit((request) => request.changeSessionId(), { cookie });
    while (store.count('rename') === 0) await turn();
    const ended = second.finish((session) => session.invalidate());
    await settle();
    renaming.open();
    const [{ result: newId }] = await Promise.all([first, ended]);
    await settle();
    expect(await store.list?.(10)).toHaveLength(1);
    // Nobody can say of either id whether it is over.
    for (const id of [cookie, `JSESSIONID=${newId}`]) {
      await expect(findsSession(app, { cookie: id })).rejects.toThrow(/HTTPSESSION_STORE_UNAVAIL/);
    }
    // The store does not know the former key any more.
    clock.pass(FORMER_KEY_MS);
    for (let i = 0; i < 3; i += 1) {
      clock.advance(1000);
      await settle();
    }
    expect(await store.list?.(10)).toEqual([]);
    for (const id of [cookie, `JSESSIONID=${newId}`]) {
      expect(await findsSession(app, { cookie: id })).toBe(false);
    }
    await expect(app.manager.close()).resolves.toBeUndefined();
  });

  it('R5 is that of a copy whose id another session has by now', async () => {
    const { nodes, stores } = await cluster(2);
    const [here, there] = nodes as [TestServer, TestServer];
    const store = stores[0]!;
    const cookie = await startSession(here, (session) => session.setAttribute('user', 'ann'));
    const open = await openRequest(there, cookie);
    const [summary] = (await store.list?.(1)) ?? [];
    const key = summary?.key ?? '';
    const record = (await store.load(key)) as SessionRecord;
    await store.delete(key);
    await store.create({ ...record, uid: 'another', version: 9, attributes: new Map() });

    // The next request of the same client joins the copy that is there.
    const names = await there.visit((request) => [...request.getSession().getAttributeNames()], {
      cookie,
    });
    expect(names.status).toBe(200);
    expect(await open.finish((session) => session.setAttribute('cart', 'of ann'))).toBe(409);
    const after = (await store.load(key)) as SessionRecord;
    expect(after).toMatchObject({ uid: 'another' });
    expect([...after.attributes.keys()]).toEqual([]);
  });

  it('is not held up by a clock that was set back while the session is used', async () => {
    const { nodes, clock } = await cluster(1);
    const app = nodes[0]!;
    const cookie = await startSession(app);
    clock.jumpWall(-3_600_000);
    for (let minute = 0; minute < 90; minute += 1) {
      clock.advance(60_000);
      await settle();
      expect(await findsSession(app, { cookie })).toBe(true);
    }
  });

  it('of a sign-in whose answer was lost makes room for the next', async () => {
    const { nodes, stores, clock } = await cluster(1, {
      maxSessionsPerPrincipal: { max: 1, onLimit: 'reject-new' },
    });
    const [app, store] = [nodes[0]!, stores[0]!];
    const signIn = async (): Promise<number> => {
      const { status } = await app.visit((request) => request.getSession().setPrincipal('ann'));
      return status;
    };
    store.fail('create', 1, { moment: 'after' });
    expect(await signIn()).toBe(503);
    expect(await store.list?.(10)).toHaveLength(1);
    clock.advance(1000);
    await settle();
    expect(await store.list?.(10)).toEqual([]);
    expect(await signIn()).toBe(200);
  });

  it('R5 reaches the store when nobody knows whether the session was made', async () => {
    const { nodes, stores, clock } = await cluster(1);
    const [app, store] = [nodes[0]!, stores[0]!];
    const creating = store.hold('create', 'after');
    store.fail('create', 1, { moment: 'after' });
    const visit = app.visit(async (request, response) => {
      const session = request.getSession();
      response.write('the first byte waits for the session to be made');
      await settle();
      session.invalidate();
      creating.open();
      response.end();
    });
    await visit.catch(() => undefined);
    expect(store.count('create')).toBe(1);
    clock.advance(1000);
    await settle();
    expect(await store.list?.(1)).toEqual([]);
  });
});
