import { describe, expect, it, jest } from '@jest/globals';
import type { HttpSession } from 'httpsession';
import { gate } from '../support/gate.ts';
import { Lobby } from '../support/in-process-request.ts';
import { ListenerLog } from '../support/listener-log.ts';

const INVALIDATED = expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' });
const BAD_ARGUMENT = expect.objectContaining({ code: 'HTTPSESSION_BAD_ARGUMENT' });

/** A new session in a request that goes on. */
function newSession(lobby = new Lobby()): HttpSession {
  return lobby.visit().request.getSession();
}

describe('update, in memory', () => {
  it('replaces an attribute by what the function makes of it, at once', () => {
    const session = newSession();
    expect(session.update('n', (n: number | null) => (n ?? 0) + 1)).toBe(1);
    expect(session.update('n', (n: number | null) => (n ?? 0) + 1)).toBe(2);
    expect(session.getAttribute('n')).toBe(2);
  });

  it('removes the attribute when the function gives null', () => {
    const session = newSession();
    session.setAttribute('a', 1);
    expect(session.update('a', () => null)).toBeNull();
    expect([...session.getAttributeNames()]).toEqual([]);
  });

  it('is told to listeners as any change is', () => {
    const log = new ListenerLog();
    const session = newSession(new Lobby({ listeners: [log.listener()] }));
    session.update('a', () => 1);
    session.update('a', () => 2);
    session.update('a', () => null);
    session.update('a', () => null);
    expect(log.lines).toEqual(['created', 'added a=1', 'replaced a=1', 'removed a=2']);
  });

  it('changes nothing when the function throws', () => {
    const session = newSession();
    session.setAttribute('a', 1);
    const error = new Error('of the application');
    const fail = (): never => {
      throw error;
    };
    expect(() => session.update('a', fail)).toThrow(error);
    expect(session.getAttribute('a')).toBe(1);
  });

  it('refuses a function that gives a promise, as with a store', () => {
    const session = newSession();
    session.setAttribute('a', 1);
    expect(() => session.update('a', () => Promise.resolve(2))).toThrow(BAD_ARGUMENT);
    expect(() => session.update('a', () => Promise.reject(new Error('lost')))).toThrow(
      BAD_ARGUMENT,
    );
    expect(session.getAttribute('a')).toBe(1);
  });

  it('S-42 loses nothing when requests overlap', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const visits = Array.from({ length: 50 }, () => lobby.visit(id));
    await Promise.all(
      visits.map(async (visit, i) => {
        for (let turn = i % 5; turn > 0; turn -= 1) await Promise.resolve();
        await visit.request.getSession().update('n', (n: number | null) => (n ?? 0) + 1);
        await visit.end();
      }),
    );
    expect(lobby.visit(id).request.getSession().getAttribute('n')).toBe(50);
  });
});

describe('computeIfAbsent, in memory', () => {
  it('makes the value when it is missing, and only then', () => {
    const session = newSession();
    const make = jest.fn((name: string) => `${name} made`);
    expect(session.computeIfAbsent('a', make)).toBe('a made');
    expect(session.computeIfAbsent('a', make)).toBe('a made');
    expect(make).toHaveBeenCalledTimes(1);
    expect(session.getAttribute('a')).toBe('a made');
  });

  it('S3-40 runs once for parallel requests, which all get the value', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const { passed, open } = gate();
    const value = {};
    const make = jest.fn(() => passed.then(() => value));
    const sessions = Array.from({ length: 10 }, () => lobby.visit(id).request.getSession());
    const pending = sessions.map((session) => session.computeIfAbsent('a', make));
    open();
    const got = await Promise.all(pending);
    expect(make).toHaveBeenCalledTimes(1);
    expect(new Set(got)).toEqual(new Set([value]));
    expect(sessions[0]?.getAttribute('a')).toBe(value);
  });

  it('fails for all who waited, and is run again for the next', async () => {
    const session = newSession();
    const error = new Error('of the application');
    const make = jest.fn(() => Promise.reject(error));
    const both = [session.computeIfAbsent('a', make), session.computeIfAbsent('a', make)];
    const outcomes = await Promise.allSettled(both);
    expect(
      outcomes.map((one) => (one.status === 'rejected' ? (one.reason as unknown) : one)),
    ).toEqual([error, error]);
    expect(make).toHaveBeenCalledTimes(1);
    expect(session.getAttribute('a')).toBeNull();
    await expect(session.computeIfAbsent('a', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('is run again by a waiter that heard of the failure', async () => {
    const session = newSession();
    const again = Promise.resolve(
      session.computeIfAbsent('a', () => Promise.reject(new Error('first'))),
    ).catch(() => session.computeIfAbsent('a', () => 'second'));
    await expect(again).resolves.toBe('second');
  });

  it('throws what a synchronous function throws, and is run again', () => {
    const session = newSession();
    const fail = (): never => {
      throw new Error('of the application');
    };
    expect(() => session.computeIfAbsent('a', fail)).toThrow('of the application');
    expect(session.computeIfAbsent('a', () => 1)).toBe(1);
  });

  it('keeps no null', async () => {
    const session = newSession();
    expect(session.computeIfAbsent('a', () => null)).toBeNull();
    await expect(session.computeIfAbsent('a', () => Promise.resolve(null))).resolves.toBeNull();
    expect(session.computeIfAbsent('a', () => 1)).toBe(1);
  });

  it('S-42 does not overwrite what was set while the value was made', async () => {
    const session = newSession();
    const { passed, open } = gate();
    const pending = session.computeIfAbsent('a', () => passed.then(() => 'made'));
    session.setAttribute('a', 'set meanwhile');
    open();
    await expect(pending).resolves.toBe('set meanwhile');
    expect(session.getAttribute('a')).toBe('set meanwhile');
  });

  it('R5 a session that ends meanwhile gets nothing', async () => {
    const lobby = new Lobby();
    const session = newSession(lobby);
    const { passed, open } = gate();
    const pending = session.computeIfAbsent('a', () => passed.then(() => 'made'));
    session.invalidate();
    open();
    await expect(pending).rejects.toEqual(INVALIDATED);
  });

  it('goes on while the id changes', async () => {
    const lobby = new Lobby();
    const visit = lobby.visit();
    const session = visit.request.getSession();
    const { passed, open } = gate();
    const pending = session.computeIfAbsent('a', () => passed.then(() => 'made'));
    visit.request.changeSessionId();
    open();
    await expect(pending).resolves.toBe('made');
    expect(session.getAttribute('a')).toBe('made');
  });

  it('has nothing to do with other names and other sessions', async () => {
    const lobby = new Lobby();
    const never = new Promise(() => undefined);
    const [one, other] = [newSession(lobby), newSession(lobby)];
    void one.computeIfAbsent('a', () => never);
    expect([one.computeIfAbsent('b', () => 1), other.computeIfAbsent('a', () => 2)]).toEqual([
      1, 2,
    ]);
  });
});

describe('takeAttribute', () => {
  it('S-42 S4-35 gives a value to one of several takers, and tells of one removal', async () => {
    const log = new ListenerLog();
    const lobby = new Lobby({ listeners: [log.listener()] });
    const id = await lobby.makeSession((session) => session.setAttribute('token', 'once'));
    log.take();
    const sessions = Array.from({ length: 5 }, () => lobby.visit(id).request.getSession());
    const taken = await Promise.all(
      sessions.map(async (session) => {
        await Promise.resolve();
        return session.takeAttribute('token') as unknown;
      }),
    );
    expect(taken.sort()).toEqual(['once', null, null, null, null].sort());
    expect(log.lines).toEqual(['removed token=once']);
  });

  it('takes what is falsy too', () => {
    const session = newSession();
    for (const value of [0, '', false, NaN]) {
      session.setAttribute('a', value);
      expect(session.takeAttribute('a')).toBe(value);
      expect(session.getAttribute('a')).toBeNull();
    }
  });
});

describe('The calls beyond the servlet', () => {
  const calls: [string, (session: HttpSession) => unknown][] = [
    ['update', (session) => session.update('a', () => 1)],
    ['computeIfAbsent', (session) => session.computeIfAbsent('a', () => 1)],
    ['takeAttribute', (session) => session.takeAttribute('a') as unknown],
    ['setPrincipal', (session) => session.setPrincipal('ada')],
    ['getPrincipal', (session) => session.getPrincipal()],
    ['attributes', (session) => session.attributes['a']],
    ['attributes', (session) => (session.attributes['a'] = 1)],
    ['attributes', (session) => Object.keys(session.attributes)],
  ];

  it.each(calls)(
    'R5 %s throws IllegalStateException on a session that has ended',
    (_name, call) => {
      const session = newSession();
      session.invalidate();
      expect(() => call(session)).toThrow(INVALIDATED);
    },
  );

  it.each<[string, (session: HttpSession) => unknown]>([
    ['update', (session) => session.update(1 as unknown as string, () => 1)],
    ['update', (session) => session.update('a', 1 as unknown as () => number)],
    [
      'computeIfAbsent',
      (session) => session.computeIfAbsent(Symbol() as unknown as string, () => 1),
    ],
    ['computeIfAbsent', (session) => session.computeIfAbsent('a', null as unknown as () => number)],
    ['setAttribute', (session) => session.setAttribute(null as unknown as string, 1)],
    ['setPrincipal', (session) => session.setPrincipal('')],
    ['setPrincipal', (session) => session.setPrincipal(7 as unknown as string)],
  ])('%s refuses arguments of the wrong kind, and changes nothing', (_name, call) => {
    const session = newSession();
    expect(() => call(session)).toThrow(BAD_ARGUMENT);
    expect([[...session.getAttributeNames()], session.getPrincipal()]).toEqual([[], null]);
  });
});
