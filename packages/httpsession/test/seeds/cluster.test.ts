// What the documents expect of several servers with one store.
import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { serve, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** A server on a store that it shares. */
function join(store: MemoryStore, clock: FakeClock): Promise<TestServer> {
  return serve({ store, clock });
}

async function userOf(app: TestServer, cookie: string): Promise<unknown> {
  const { result } = await app.visit(
    (request): unknown => request.getSession(false)?.getAttribute('user'),
    { cookie },
  );
  return result;
}

describe('Servers that share a store', () => {
  it('S0-27 all have the data', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const [one, two] = await Promise.all([join(store, clock), join(store, clock)]);
    const cookie = await startSession(one, (session) => session.setAttribute('user', 'ada'));
    expect([await userOf(one, cookie), await userOf(two, cookie)]).toEqual(['ada', 'ada']);
  });

  it('S0-28 go on when one of them is gone', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const [one, two] = await Promise.all([join(store, clock), join(store, clock)]);
    const cookie = await startSession(one, (session) => session.setAttribute('user', 'ada'));
    // Without closing its manager: a process that dies says nothing to the store.
    one.server.closeAllConnections();
    await new Promise((resolve) => one.server.close(resolve));
    expect(one.server.listening).toBe(false);
    expect(await userOf(two, cookie)).toBe('ada');
  });

  it('S0-29 are joined by others, which serve what began before', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const one = await join(store, clock);
    const cookie = await startSession(one, (session) => session.setAttribute('user', 'ada'));
    const later = await join(store, clock);
    expect(await userOf(later, cookie)).toBe('ada');
  });

  it('S1-36 leave their sessions there when they stop, for those that start again', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const before = await join(store, clock);
    const cookie = await startSession(before, (session) => session.setAttribute('user', 'ada'));
    await before.close();
    expect(await userOf(await join(store, clock), cookie)).toBe('ada');
  });
});
