import { describe, expect, it } from '@jest/globals';
import type { HttpSession, SessionOptions } from 'httpsession';
import { type InProcessRequest, Lobby } from '../support/in-process-request.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const LIMIT = expect.objectContaining({ code: 'HTTPSESSION_PRINCIPAL_LIMIT', status: 409 });

/** Sessions of a principal, each made in a request of its own that is over. */
async function signIn(lobby: Lobby, principal: string, count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    ids.push(await lobby.makeSession((session) => session.setPrincipal(principal)));
    lobby.clock.advance(1000);
  }
  return ids;
}

async function living(lobby: Lobby, ids: readonly string[]): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const id of ids) found.push(await lobby.finds(id));
  return found;
}

function sessionOf(visit: InProcessRequest): HttpSession {
  return visit.request.getSession();
}

describe('The principal of a session', () => {
  it('R24 is nobody at first, and can be set, changed and taken away', () => {
    const lobby = new Lobby();
    const session = sessionOf(lobby.visit());
    const names = [session.getPrincipal()];
    for (const name of ['ada', 'ada', 'bob', null]) {
      session.setPrincipal(name);
      names.push(session.getPrincipal());
    }
    expect(names).toEqual([null, 'ada', 'ada', 'bob', null]);
    expect(['ada', 'bob'].map((name) => lobby.manager.listByPrincipal(name))).toEqual([[], []]);
  });

  it('R24 goes with the session through a change of its id', async () => {
    const lobby = new Lobby();
    const visit = lobby.visit();
    sessionOf(visit).setPrincipal('ada');
    visit.request.changeSessionId();
    await visit.end();
    expect(lobby.manager.listByPrincipal('ada')).toHaveLength(1);
    expect(lobby.manager.invalidateByPrincipal('ada')).toBe(1);
  });

  it('S-27 may be any name', () => {
    const lobby = new Lobby();
    for (const name of ['__proto__', 'constructor', '\0', 'a'.repeat(10_000)]) {
      sessionOf(lobby.visit()).setPrincipal(name);
      expect(lobby.manager.listByPrincipal(name)).toHaveLength(1);
      expect(lobby.manager.listByPrincipal(`${name} `)).toEqual([]);
    }
  });

  it('S-56 is that of the session and of no request: another session has none', async () => {
    const lobby = new Lobby();
    const [id] = await signIn(lobby, 'ada');
    const visit = lobby.visit(id);
    sessionOf(visit).invalidate();
    expect(sessionOf(visit).getPrincipal()).toBeNull();
  });
});

describe('listByPrincipal', () => {
  it('S-55 gives the sessions of a principal, the oldest first, without their ids', async () => {
    const lobby = new Lobby();
    const startedAt = lobby.clock.now();
    const ids = await signIn(lobby, 'ada', 3);
    await signIn(lobby, 'bob');
    await lobby.finds(ids[0]!);
    const listed = await lobby.manager.listByPrincipal('ada');
    expect(listed).toEqual([
      { handle: expect.any(String), createdAt: startedAt, lastAccessedAt: startedAt + 4000 },
      { handle: expect.any(String), createdAt: startedAt + 1000, lastAccessedAt: startedAt + 1000 },
      { handle: expect.any(String), createdAt: startedAt + 2000, lastAccessedAt: startedAt + 2000 },
    ]);
    expect(new Set(listed.map(({ handle }) => handle)).size).toBe(3);
    for (const id of ids) expect(JSON.stringify(listed)).not.toContain(id);
  });

  it.each<[string, (lobby: Lobby, id: string) => unknown]>([
    ['was invalidated', (lobby, id) => sessionOf(lobby.visit(id)).invalidate()],
    ['timed out', (lobby) => lobby.clock.advance(1_801_000)],
    ['signed out', (lobby, id) => sessionOf(lobby.visit(id)).setPrincipal(null)],
    ['is somebody else now', (lobby, id) => sessionOf(lobby.visit(id)).setPrincipal('bob')],
    [
      'was culled',
      async (lobby) => {
        for (let i = 0; i < 100; i += 1) await signIn(lobby, 'bob');
      },
    ],
  ])('does not give one that %s', async (_what, happen) => {
    const lobby = new Lobby();
    const [id] = await signIn(lobby, 'ada');
    await happen(lobby, id!);
    expect(lobby.manager.listByPrincipal('ada')).toEqual([]);
  });
});

describe('invalidateByPrincipal', () => {
  it('S-55 S1-26 ends all sessions of a principal and no others', async () => {
    const reasons: unknown[] = [];
    const lobby = new Lobby({
      listeners: [{ sessionDestroyed: (event) => void reasons.push(event.getReason()) }],
    });
    const ids = await signIn(lobby, 'ada', 3);
    const others = await signIn(lobby, 'bob', 2);
    expect(lobby.manager.invalidateByPrincipal('ada')).toBe(3);
    expect(reasons).toEqual(new Array<string>(3).fill('invalidated'));
    expect(await living(lobby, [...ids, ...others])).toEqual([false, false, false, true, true]);
    expect(lobby.manager.invalidateByPrincipal('ada')).toBe(0);
  });

  it('S-55 spares the session that it is called from', async () => {
    const lobby = new Lobby();
    const ids = await signIn(lobby, 'ada', 3);
    const visit = lobby.visit(ids[1]);
    const except = sessionOf(visit);
    expect(lobby.manager.invalidateByPrincipal('ada', { except })).toBe(2);
    except.setAttribute('a', 1);
    await visit.end();
    expect(await living(lobby, ids)).toEqual([false, true, false]);
  });

  it('S-55 ends the one of a handle, if it is theirs', async () => {
    const lobby = new Lobby();
    const ids = await signIn(lobby, 'ada', 3);
    const handle = (await lobby.manager.listByPrincipal('ada'))[2]?.handle;
    expect(lobby.manager.invalidateByPrincipal('bob', { handle })).toBe(0);
    expect(lobby.manager.invalidateByPrincipal('ada', { handle: 'no such handle' })).toBe(0);
    expect(lobby.manager.invalidateByPrincipal('ada', { handle })).toBe(1);
    expect(await living(lobby, ids)).toEqual([true, true, false]);
  });

  it('S-55 a handle does not reach the session that is spared', async () => {
    const lobby = new Lobby();
    const [id] = await signIn(lobby, 'ada');
    const except = sessionOf(lobby.visit(id));
    const handle = except.getHandle();
    expect(lobby.manager.invalidateByPrincipal('ada', { except, handle })).toBe(0);
  });

  it('S-55 ends sessions that requests are working with, at once', async () => {
    const lobby = new Lobby();
    const [id] = await signIn(lobby, 'ada');
    const visit = lobby.visit(id);
    const session = sessionOf(visit);
    void lobby.manager.invalidateByPrincipal('ada');
    expect(() => session.setAttribute('a', 1)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    expect(visit.request.getSession(false)).toBeNull();
  });

  it('S-37 a request whose session was ended gets a new one that knows nothing', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession((session) => {
      session.setPrincipal('ada');
      session.setAttribute('loginUser', 'ada');
    });
    const visit = lobby.visit(id);
    sessionOf(visit);
    void lobby.manager.invalidateByPrincipal('ada');
    const next = sessionOf(visit);
    expect([next.getId() === id, next.getPrincipal(), [...next.getAttributeNames()]]).toEqual([
      false,
      null,
      [],
    ]);
  });

  it('S-44 goes on when listeners throw, and counts all', async () => {
    const lobby = new Lobby({
      listenerErrors: 'propagate',
      listeners: [
        {
          sessionDestroyed: () => {
            throw new Error('of a listener');
          },
        },
      ],
    });
    await signIn(lobby, 'ada', 3);
    expect(lobby.manager.invalidateByPrincipal('ada')).toBe(3);
    expect(lobby.manager.metrics.activeSessions).toBe(0);
  });

  it('S-55 counts each session once when listeners end the others themselves', async () => {
    const lobby = new Lobby({
      listeners: [{ sessionDestroyed: () => void lobby.manager.invalidateByPrincipal('ada') }],
    });
    await signIn(lobby, 'ada', 3);
    void lobby.manager.invalidateByPrincipal('ada');
    expect(lobby.manager.metrics.snapshot()).toMatchObject({
      activeSessions: 0,
      invalidatedSessions: 3,
    });
  });
});

describe('maxSessionsPerPrincipal', () => {
  const endOldest: SessionOptions = { maxSessionsPerPrincipal: { max: 2, onLimit: 'end-oldest' } };

  it.each<[string, SessionOptions]>([
    ['a number', { maxSessionsPerPrincipal: 2 }],
    ["'reject-new'", { maxSessionsPerPrincipal: { max: 2, onLimit: 'reject-new' } }],
  ])('R24 as %s refuses one more, which stays as it was', async (_what, options) => {
    const lobby = new Lobby(options);
    const ids = await signIn(lobby, 'ada', 2);
    const session = sessionOf(lobby.visit());
    session.setPrincipal('bob');
    expect(() => session.setPrincipal('ada')).toThrow(LIMIT);
    expect(session.getPrincipal()).toBe('bob');
    expect(lobby.manager.listByPrincipal('bob')).toHaveLength(1);
    expect(await living(lobby, ids)).toEqual([true, true]);
  });

  it('R24 lets in again when one of them has ended', async () => {
    const lobby = new Lobby({ maxSessionsPerPrincipal: 1 });
    const [id] = await signIn(lobby, 'ada');
    sessionOf(lobby.visit(id)).invalidate();
    expect(await living(lobby, await signIn(lobby, 'ada'))).toEqual([true]);
  });

  it('R24 a session that has the name already may say it again', async () => {
    for (const options of [{ maxSessionsPerPrincipal: 1 }, endOldest]) {
      const lobby = new Lobby(options);
      const session = sessionOf(lobby.visit());
      session.setPrincipal('ada');
      session.setPrincipal('ada');
      expect(session.isNew()).toBe(true);
    }
  });

  it("R24 with 'end-oldest' ends who signed in first", async () => {
    const lobby = new Lobby(endOldest);
    const ids = await signIn(lobby, 'ada', 4);
    expect(await living(lobby, ids)).toEqual([false, false, true, true]);
    expect(lobby.manager.metrics.invalidatedSessions).toBe(2);
  });

  it("R24 with 'end-oldest' a listener may end the very session that signs in", async () => {
    const newest: HttpSession[] = [];
    const lobby = new Lobby({
      ...endOldest,
      listeners: [{ sessionDestroyed: () => newest.at(0)?.invalidate() }],
    });
    await signIn(lobby, 'ada', 2);
    const visit = lobby.visit();
    const session = sessionOf(visit);
    newest.push(session);
    session.setPrincipal('ada');
    expect(visit.request.getSession(false)).toBeNull();
    expect(lobby.manager.listByPrincipal('ada')).toHaveLength(1);
    await visit.end();
    expect(lobby.manager.metrics.activeSessions).toBe(1);
  });

  it.each([0, -1, 1.5, NaN, '2', { max: 2 }, { max: 0, onLimit: 'end-oldest' }])(
    'refuses to be %p',
    (limit) => {
      expect(() => new Lobby({ maxSessionsPerPrincipal: limit as number })).toThrow(
        expect.objectContaining({ option: 'maxSessionsPerPrincipal' }),
      );
    },
  );
});
