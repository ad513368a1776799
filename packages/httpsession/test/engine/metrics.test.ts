import { describe, expect, it } from '@jest/globals';
import type { SessionOptions } from 'httpsession';
import { Lobby } from '../support/in-process-request.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

/** Makes sessions one after the other, with so many milliseconds between. */
async function make(lobby: Lobby, count: number, everyMs: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    if (i > 0) lobby.clock.advance(everyMs);
    ids.push(await lobby.makeSession());
  }
  return ids;
}

function end(lobby: Lobby, id: string): void {
  const visit = lobby.visit(id);
  visit.request.getSession().invalidate();
  void visit.end();
}

describe('Metrics', () => {
  it('are all zero at first, but for the cap', () => {
    const { manager } = new Lobby({ sessionMax: 7 });
    expect(manager.metrics.snapshot()).toEqual({
      activeSessions: 0,
      peakActiveSessions: 0,
      createdSessions: 0,
      timedOutSessions: 0,
      invalidatedSessions: 0,
      culledSessions: 0,
      shutDownSessions: 0,
      passivatedSessions: 0,
      activatedSessions: 0,
      rejectedSessions: 0,
      culledWhileFull: 0,
      unknownIds: 0,
      malformedIds: 0,
      ambiguousRequests: 0,
      sessionMax: 7,
      longestLifetimeMs: 0,
      averageLifetimeMs: 0,
      createRate: 0,
      endRate: 0,
    });
  });

  it('count what happened, as counted by hand', async () => {
    const lobby = new Lobby({ sessionMax: 4 });
    const [a, b, c, d] = await make(lobby, 4, 10_000); // at 0, 10, 20 and 30 s
    end(lobby, a!); // lived for 30 s
    const e = await lobby.makeSession();
    const f = await lobby.makeSession(); // b is culled, after 20 s
    const visit = lobby.visit(c);
    visit.request.getSession().setMaxInactiveInterval(10);
    await visit.end();
    lobby.clock.advance(10_250); // c ends after 20.25 s
    expect([b, d, e, f].map((id) => typeof id)).toEqual(new Array<string>(4).fill('string'));
    expect(lobby.manager.metrics.snapshot()).toMatchObject({
      activeSessions: 3,
      peakActiveSessions: 4,
      createdSessions: 6,
      invalidatedSessions: 1,
      culledSessions: 1,
      timedOutSessions: 1,
      longestLifetimeMs: 30_000,
      averageLifetimeMs: (30_000 + 20_000 + 20_250) / 3,
    });
    await lobby.manager.close();
    expect(lobby.manager.metrics.snapshot()).toMatchObject({
      activeSessions: 0,
      shutDownSessions: 3,
      createdSessions: 6,
    });
  });

  it("count who was refused under 'reject', and how often the cap was exceeded", () => {
    const reject = new Lobby({ sessionMax: 1, culling: 'reject' });
    reject.visit().request.getSession();
    for (let i = 0; i < 3; i += 1) {
      const visit = reject.visit();
      expect(() => visit.request.getSession()).toThrow();
    }
    expect(reject.manager.metrics.rejectedSessions).toBe(3);

    const full = new Lobby({ sessionMax: 1 });
    for (let i = 0; i < 3; i += 1) full.visit().request.getSession();
    expect(full.manager.metrics.snapshot()).toMatchObject({
      culledWhileFull: 2,
      activeSessions: 3,
      peakActiveSessions: 3,
    });
  });

  it('count ids that lead nowhere, and cookies that lead to two places', async () => {
    const lobby = new Lobby();
    const [a, b] = [await lobby.makeSession(), await lobby.makeSession()];
    for (const id of ['nobody-has-this-id', 'nor-this-one-either', 'no!', a]) {
      await lobby.visit(id).end();
    }
    lobby.visit(`${a}; JSESSIONID=${b}`);
    expect(lobby.manager.metrics.snapshot()).toMatchObject({
      unknownIds: 2,
      malformedIds: 1,
      ambiguousRequests: 1,
    });
  });

  it('rates look back over the last hundred, and fall when nothing comes', async () => {
    const lobby = new Lobby({ sessionMax: 1000 });
    const { metrics } = lobby.manager;
    await make(lobby, 5, 1000);
    // Five since the first of them, four seconds ago.
    expect(metrics.createRate).toBe(75);
    lobby.clock.advance(56_000);
    expect(metrics.createRate).toBe(5);
    await make(lobby, 200, 100);
    // A hundred, the first of them 9.9 s ago.
    expect(metrics.createRate).toBeCloseTo((100 * 60_000) / 9900, 6);
    expect(metrics.endRate).toBe(0);
  });

  it('the mean life is that of the last hundred, and the longest that of all', async () => {
    const lobby = new Lobby({ sessionMax: 1000 });
    const { metrics } = lobby.manager;
    const old = await lobby.makeSession();
    lobby.clock.advance(100_000);
    end(lobby, old);
    const ids = await make(lobby, 100, 0);
    lobby.clock.advance(5000);
    for (const id of ids.slice(0, 99)) end(lobby, id);
    expect(metrics.averageLifetimeMs).toBe((100_000 + 99 * 5000) / 100);
    end(lobby, ids[99]!);
    expect([metrics.averageLifetimeMs, metrics.longestLifetimeMs]).toEqual([5000, 100_000]);
    expect(metrics.endRate).toBe((100 * 60_000) / 1);
  });

  it('an interval of the wall clock is none: lives are counted on the other one', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    lobby.clock.jumpWall(-86_400_000);
    lobby.clock.advance(1000);
    end(lobby, id);
    expect(lobby.manager.metrics.longestLifetimeMs).toBe(1000);
  });

  it.each<[string, SessionOptions, (visit: ReturnType<Lobby['visit']>) => unknown]>([
    ['does not look', {}, () => undefined],
    ['asks for no new session', {}, (visit) => visit.request.getSession(false)],
    ['looks at its id', {}, (visit) => visit.request.isRequestedSessionIdValid()],
    [
      'writes links',
      { trackingModes: ['COOKIE', 'URL'] },
      (visit) => visit.response.encodeURL('/'),
    ],
  ])('S-45 a client without a session that %s makes none', async (_what, options, act) => {
    const lobby = new Lobby(options);
    for (let i = 0; i < 2000; i += 1) {
      const visit = lobby.visit(i % 2 === 0 ? undefined : 'forged-forged-forged-forged-0000');
      act(visit);
      visit.response.end();
      void visit.settle();
    }
    expect(lobby.manager.metrics.createdSessions).toBe(0);
  });
});
