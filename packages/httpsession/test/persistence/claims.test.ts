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
});
