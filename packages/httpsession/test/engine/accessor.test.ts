import { describe, expect, it } from '@jest/globals';
import { gate } from '../support/gate.ts';
import { Lobby } from '../support/in-process-request.ts';
import type { HttpSession, HttpSessionAccessor } from 'httpsession';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const NOT_FOUND = expect.objectContaining({ code: 'HTTPSESSION_ID_CHANGED' });
const INVALIDATED = expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' });

/** A session whose request is over, and the accessor that was got in it. */
async function leave(
  lobby: Lobby,
  prepare: (session: HttpSession) => void = () => undefined,
): Promise<{ id: string; accessor: HttpSessionAccessor }> {
  let accessor: HttpSessionAccessor | undefined;
  const id = await lobby.makeSession((session) => {
    prepare(session);
    accessor = session.getAccessor();
  });
  return { id, accessor: accessor! };
}

describe('HttpSession.Accessor, in memory', () => {
  it('SES-023 gives the session at once, and what the consumer gives', async () => {
    const lobby = new Lobby();
    const { id, accessor } = await leave(lobby, (session) => session.setAttribute('a', 1));
    const seen = accessor.access((session) => {
      session.setAttribute('b', 2);
      return [session.getId(), session.getAttribute('a') as unknown];
    });
    expect(seen).toEqual([id, 1]);
    expect(lobby.visit(id).request.getSession().getAttribute('b')).toBe(2);
  });

  it('gives the promise of an asynchronous consumer', async () => {
    const { accessor } = await leave(new Lobby());
    const pending = accessor.access(async (session) => {
      await Promise.resolve();
      return session.getAttribute('none') as unknown;
    });
    expect(pending).toBeInstanceOf(Promise);
    await expect(pending).resolves.toBeNull();
  });

  it('throws what the consumer throws, and passes on its rejection; the session is let go', async () => {
    const lobby = new Lobby({ sessionTimeout: 1 });
    const { accessor } = await leave(lobby);
    const error = new Error('of the application');
    expect(() =>
      accessor.access(() => {
        throw error;
      }),
    ).toThrow(error);
    await expect(accessor.access(() => Promise.reject(error))).rejects.toBe(error);
    lobby.clock.advance(61_000);
    expect(lobby.manager.metrics.activeSessions).toBe(0);
  });

  it.each<[string, (lobby: Lobby, id: string) => unknown]>([
    ['was invalidated', (lobby, id) => lobby.visit(id).request.getSession().invalidate()],
    ['has another id', (lobby, id) => lobby.visit(id).request.changeSessionId()],
    ['has timed out', (lobby) => lobby.clock.advance(1_801_000)],
    ['is over, but not noticed yet', (lobby) => lobby.clock.pass(1_800_001)],
    [
      'was culled',
      async (lobby) => {
        for (let i = 0; i < 100; i += 1) await lobby.makeSession();
      },
    ],
    ['was ended with its manager', (lobby) => lobby.manager.close()],
  ])('SES-024 does not find a session that %s', async (_what, happen) => {
    const lobby = new Lobby();
    const { id, accessor } = await leave(lobby);
    await happen(lobby, id);
    let isCalled = false;
    expect(() =>
      accessor.access(() => {
        isCalled = true;
      }),
    ).toThrow(NOT_FOUND);
    expect(isCalled).toBe(false);
  });

  it('SES-024 finds a session by its new id with a new accessor', async () => {
    const lobby = new Lobby();
    const { id } = await leave(lobby);
    const visit = lobby.visit(id);
    visit.request.changeSessionId();
    const accessor = visit.request.getSession().getAccessor();
    await visit.end();
    expect(accessor.access((session) => session.getId())).not.toBe(id);
  });

  it('SES-022 cannot be got from a session that has ended', () => {
    const { request } = new Lobby().visit();
    const session = request.getSession();
    session.invalidate();
    expect(() => session.getAccessor()).toThrow(INVALIDATED);
  });

  it('SES-025 keeps the session alive, as requests do', async () => {
    const lobby = new Lobby();
    const { id, accessor } = await leave(lobby, (session) => session.setMaxInactiveInterval(3));
    for (let second = 0; second < 6; second += 1) {
      lobby.clock.advance(1000);
      void accessor.access(() => undefined);
    }
    lobby.clock.advance(3000);
    expect(await lobby.finds(id)).toBe(true);
  });

  it('SES-025 keeps the session in use until the promise of the consumer is settled', async () => {
    const lobby = new Lobby({ sessionMax: 1 });
    const { id, accessor } = await leave(lobby, (session) => session.setMaxInactiveInterval(3));
    const { passed, open } = gate();
    const used = accessor.access(async (session) => {
      await passed;
      session.setAttribute('still', 'there');
    });
    lobby.clock.advance(3_600_000);
    await lobby.makeSession();
    expect(lobby.manager.metrics.culledWhileFull).toBe(1);
    open();
    await used;
    lobby.clock.advance(3000);
    const visit = lobby.visit(id);
    expect(visit.request.getSession(false)?.getAttribute('still')).toBe('there');
    await visit.end();
    lobby.clock.advance(3251);
    expect(lobby.manager.metrics.activeSessions).toBe(0);
  });

  it('SES-025 counts as an access: each sees the start of the one before', async () => {
    const lobby = new Lobby();
    const startedAt = lobby.clock.now();
    const { id, accessor } = await leave(lobby);
    lobby.clock.advance(1000);
    const first = accessor.access((session) => session.getLastAccessedTime());
    lobby.clock.advance(1000);
    const second = accessor.access((session) => session.getLastAccessedTime());
    lobby.clock.advance(1000);
    const third = lobby.visit(id).request.getSession().getLastAccessedTime();
    expect([first, second, third]).toEqual([startedAt, startedAt + 1000, startedAt + 2000]);
  });

  it('the session is new for the consumer until the client has sent its id', async () => {
    const lobby = new Lobby();
    const { id, accessor } = await leave(lobby);
    const before = accessor.access((session) => session.isNew());
    await lobby.finds(id);
    expect([before, accessor.access((session) => session.isNew())]).toEqual([true, false]);
  });

  it('the consumer may end the session, and use the accessor inside itself', async () => {
    const lobby = new Lobby();
    const { id, accessor } = await leave(lobby);
    void accessor.access((outer) => {
      outer.setAttribute('a', 1);
      expect(accessor.access((inner) => inner.getAttribute('a') as unknown)).toBe(1);
      outer.invalidate();
      expect(() => accessor.access(() => undefined)).toThrow(NOT_FOUND);
    });
    expect([await lobby.finds(id), lobby.manager.metrics.activeSessions]).toEqual([false, 0]);
  });

  it('S-57 an end elsewhere is told at once to whoever holds a channel open', async () => {
    const channels = new Map<string, { isOpen: boolean }>();
    const lobby = new Lobby({
      listeners: [
        {
          sessionDestroyed: (event) => {
            const channel = channels.get(event.getSession().getHandle());
            if (channel !== undefined) channel.isOpen = false;
          },
        },
      ],
    });
    const { id, accessor } = await leave(lobby);
    const channel = { isOpen: true };
    channels.set(accessor.access((session) => session.getHandle()) as string, channel);
    lobby.visit(id).request.getSession().invalidate();
    expect(channel.isOpen).toBe(false);
    expect(() => accessor.access(() => undefined)).toThrow(NOT_FOUND);
  });
});
