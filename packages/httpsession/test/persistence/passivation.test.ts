import { describe, expect, it } from '@jest/globals';
import { JsonCodec } from '../../src/store/json-codec.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

let heard: string[] = [];

/** A value that hears of leaving and entering memory, and keeps count of it in itself. */
class Connection {
  trips = 0;

  sessionWillPassivate(): void {
    this.trips += 1;
    heard.push('will');
  }

  sessionDidActivate(): void {
    heard.push('did');
  }
}

interface Small {
  app: TestServer;
  store: DelayedStore;
}

/** Room for one session, on a store that this process has for itself. */
async function smallNode(coherent = true): Promise<Small> {
  heard = [];
  const clock = new FakeClock();
  const store = new DelayedStore(new MemoryStore({ coherent, clock }), { answers: 'at once' });
  const app = await serve({
    clock,
    store,
    sessionMax: 1,
    codec: new JsonCodec({ classes: [Connection] }),
    listeners: [
      {
        sessionCreated: () => void heard.push('created'),
        sessionDestroyed: (event) => void heard.push(`destroyed ${event.getReason() ?? ''}`),
        attributeAdded: () => void heard.push('added'),
        attributeRemoved: () => void heard.push('removed'),
      },
    ],
  });
  return { app, store };
}

describe('R18 culling with a store', () => {
  it('keeps the session: it comes back on demand', async () => {
    const { app } = await smallNode();
    const first = await startSession(app, (session) => session.setAttribute('n', 1));
    await startSession(app);
    expect(app.manager.metrics.passivatedSessions).toBe(1);
    const back = await app.visit((request) => request.getSession().getAttribute('n') as unknown, {
      cookie: first,
    });
    expect(back.result).toBe(1);
  });

  it('SES-184, SES-185 tells values, and nobody else', async () => {
    const { app } = await smallNode();
    const first = await startSession(app, (session) => {
      session.setAttribute('line', new Connection());
    });
    heard = [];
    await startSession(app);
    expect(heard).toEqual(['will', 'created']);
    heard = [];
    const back = await app.visit(
      (request) => (request.getSession().getAttribute('line') as Connection).trips,
      { cookie: first },
    );
    expect(heard).toEqual(['did']);
    expect(back.result).toBe(1);
  });

  it('does not drop what it could not write', async () => {
    const { app, store } = await smallNode();
    const first = await startSession(app, (session) => {
      session.setAttribute('line', new Connection());
    });
    store.fail('update');
    await startSession(app);
    // The first try failed, so its values heard that they stay; the next one wrote them.
    expect(heard).toEqual(['created', 'added', 'will', 'did', 'created', 'will']);
    store.calmDown();
    const back = await app.visit(
      (request) => (request.getSession().getAttribute('line') as Connection).trips,
      { cookie: first },
    );
    expect(back.result).toBe(2);
  });

  it('is called off by a request that comes meanwhile', async () => {
    const { app, store } = await smallNode();
    const first = await startSession(app, (session) => {
      session.setAttribute('line', new Connection());
    });
    const held = store.hold('update');
    const creating = startSession(app);
    while (!heard.includes('will')) await turn();
    heard = [];
    const open = await openRequest(app, first);
    expect(heard).toContain('did');
    held.open();
    store.calmDown();
    await creating;
    await open.finish((session) => session.setAttribute('after', true));
    expect(await findsSession(app, { cookie: first })).toBe(true);
  });

  it('ordinary writes of a resident session tell nobody', async () => {
    const { app } = await smallNode();
    const cookie = await startSession(app, (session) => {
      session.setAttribute('line', new Connection());
    });
    heard = [];
    await app.visit((request) => request.getSession().setAttribute('n', 1), { cookie });
    expect(heard).toEqual(['added']);
  });

  it('on a shared store every request brings the session in and puts it out again', async () => {
    const { app } = await smallNode(false);
    const cookie = await startSession(app, (session) => {
      session.setAttribute('line', new Connection());
    });
    expect(heard).toEqual(['created', 'added', 'will']);
    heard = [];
    await findsSession(app, { cookie });
    expect(heard).toEqual(['did', 'will']);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });

  it('closing the manager puts sessions into the store and destroys none', async () => {
    const { app, store } = await smallNode();
    await startSession(app, (session) => session.setAttribute('line', new Connection()));
    heard = [];
    await app.manager.close();
    expect(heard).toEqual(['will']);
    expect(store.count('delete')).toBe(0);
  });
});
