import { describe, expect, it } from '@jest/globals';
import { cluster } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

const SECRET = '0123456789abcdefghijklmnopqrstuv-claims';

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

/** Enough for the idle time, the touch interval, and the next look for expired sessions. */
async function expire(clock: { advance(ms: number): void }): Promise<void> {
  clock.advance(1_800_000 + 60_000);
  await settle();
  clock.advance(12_000);
  await settle();
}

describe('R12 expired sessions of a shared store', () => {
  it('are ended once, by one node, with their attributes readable', async () => {
    const heard: unknown[] = [];
    const { nodes, clock, stores } = await cluster(3, {
      listeners: [
        {
          sessionDestroyed: (event) =>
            void heard.push([
              event.getReason(),
              event.getSession().getAttribute('user') as unknown,
            ]),
        },
      ],
    });
    await startSession(nodes[0] as TestServer, (session) => session.setAttribute('user', 'ann'));
    await expire(clock);
    expect(heard).toEqual([['timeout', 'ann']]);
    expect(stores.map((store) => store.count('delete')).reduce((sum, n) => sum + n)).toBe(1);
  });

  it('SES-165 are told under their ids where there are secrets', async () => {
    const ids: string[] = [];
    const { nodes, clock } = await cluster(1, {
      secrets: [SECRET],
      listeners: [{ sessionDestroyed: (event) => void ids.push(event.getSession().getId()) }],
    });
    let id = '';
    await startSession(nodes[0] as TestServer, (session) => {
      id = session.getId();
    });
    await expire(clock);
    expect(ids).toEqual([id]);
  });

  it('R25 and under another name where there are none', async () => {
    const ids: string[] = [];
    const { nodes, clock } = await cluster(1, {
      listeners: [{ sessionDestroyed: (event) => void ids.push(event.getSession().getId()) }],
    });
    let id = '';
    await startSession(nodes[0] as TestServer, (session) => {
      id = session.getId();
    });
    await expire(clock);
    expect(ids).toHaveLength(1);
    expect(ids).not.toContain(id);
  });

  it('go to another node when the one that claimed them died', async () => {
    const heard: string[] = [];
    const { nodes, clock, stores } = await cluster(2, {
      listeners: [{ sessionDestroyed: () => void heard.push('destroyed') }],
    });
    await startSession(nodes[0] as TestServer);
    const claimed = await stores[0]?.takeExpired(0, 0);
    expect(claimed).toEqual([]);
    clock.pass(1_800_000 + 60_001);
    // A process that claims it and is never heard of again.
    const taken = await stores[0]?.takeExpired(10, 30_000);
    expect(taken).toHaveLength(1);
    clock.advance(20_000);
    await settle();
    expect(heard).toEqual([]);
    clock.advance(12_000);
    await settle();
    clock.advance(12_000);
    await settle();
    expect(heard).toEqual(['destroyed']);
  });

  it('a store that fails does not stop the looking', async () => {
    const heard: string[] = [];
    const { nodes, clock, stores } = await cluster(1, {
      listeners: [{ sessionDestroyed: () => void heard.push('destroyed') }],
    });
    await startSession(nodes[0] as TestServer);
    stores[0]?.fail('takeExpired');
    await expire(clock);
    await expire(clock);
    expect(heard).toEqual(['destroyed']);
  });

  it('are left to others when half of their lease is over', async () => {
    const heard: string[] = [];
    const { nodes, clock, stores } = await cluster(2, {
      listeners: [
        {
          sessionDestroyed: (event) =>
            void heard.push(String(event.getSession().getAttribute('n'))),
        },
      ],
    });
    for (let n = 0; n < 12; n += 1) {
      await startSession(nodes[0] as TestServer, (session) => session.setAttribute('n', n));
    }
    // The deletes of whoever claims them take longer than the lease.
    const gates = stores.map((store) => store.hold('delete'));
    clock.advance(1_800_000 + 60_000);
    await settle();
    clock.advance(12_000);
    await settle();
    expect(heard).toHaveLength(10);
    clock.advance(16_000);
    for (const each of gates) each.open();
    for (const store of stores) store.calmDown();
    await settle();
    // The other two are not told by the one whose lease is nearly over.
    expect(heard).toHaveLength(10);
    clock.advance(15_000);
    await settle();
    clock.advance(12_000);
    await settle();
    expect([...heard].sort()).toEqual(Array.from({ length: 12 }, (_, n) => String(n)).sort());
  });

  it('one that cannot be ended does not hold up the others', async () => {
    const heard: string[] = [];
    const { nodes, clock, stores } = await cluster(1, {
      listeners: [{ sessionDestroyed: () => void heard.push('destroyed') }],
    });
    await startSession(nodes[0] as TestServer);
    const [store] = stores;
    const takeExpired = store?.takeExpired;
    Object.assign(store as object, {
      takeExpired: async (limit: number, leaseMs: number) => {
        const records = (await takeExpired?.(limit, leaseMs)) ?? [];
        // As a store of somebody else might give it.
        return records.length === 0 ? [] : [{ key: 'x', uid: 'y' }, ...records];
      },
    });
    await expire(clock);
    expect(heard).toEqual(['destroyed']);
  });
});
