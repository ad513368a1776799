import { describe, expect, it } from '@jest/globals';
import { synchronized } from 'httpsession';
import type { HttpSession } from 'httpsession';
import { Mutex } from '../../src/engine/mutex.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from '../support/gate.ts';
import { Lobby } from '../support/in-process-request.ts';

const TIMEOUT = expect.objectContaining({ code: 'HTTPSESSION_LOCK_TIMEOUT', status: 503 });

function newSession(lobby = new Lobby()): HttpSession {
  return lobby.visit().request.getSession();
}

/** Lets everything happen that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Notes who is inside, and rejects when there are two. */
class Room {
  readonly visits: string[] = [];
  #inside: string | undefined;

  async stay(name: string, until: Promise<unknown> = Promise.resolve()): Promise<string> {
    if (this.#inside !== undefined)
      throw new Error(`${name} came while ${this.#inside} was inside`);
    this.#inside = name;
    this.visits.push(name);
    await until;
    await settle();
    this.#inside = undefined;
    return name;
  }
}

describe('synchronized', () => {
  it('R26 gives what the function gives, as a promise', async () => {
    const session = newSession();
    await expect(synchronized(session, () => 1)).resolves.toBe(1);
    await expect(synchronized(session, async () => 2)).resolves.toBe(2);
  });

  it('R26 S3-38 lets one in at a time, in the order in which they came', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const room = new Room();
    const names = Array.from({ length: 20 }, (_, i) => String(i));
    // Each from a request of its own, in different async contexts.
    const all = names.map((name) =>
      synchronized(lobby.visit(id).request.getSession(), () => room.stay(name)),
    );
    await expect(Promise.all(all)).resolves.toEqual(names);
    expect(room.visits).toEqual(names);
  });

  it('S-42 S3-38 loses nothing between a read, an await and a write', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession((session) => session.setAttribute('n', 0));
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const visit = lobby.visit(id);
        const session = visit.request.getSession();
        await synchronized(session, async () => {
          const n = session.getAttribute('n') as number;
          await settle();
          session.setAttribute('n', n + 1);
        });
        await visit.end();
      }),
    );
    expect(lobby.visit(id).request.getSession().getAttribute('n')).toBe(30);
  });

  it('R26 does not make different sessions wait for each other', async () => {
    const lobby = new Lobby();
    const { passed, open } = gate();
    const first = synchronized(newSession(lobby), () => passed);
    await expect(synchronized(newSession(lobby), () => 'other')).resolves.toBe('other');
    open();
    await first;
  });

  it('R26 is one lock for a session through a change of its id', async () => {
    const lobby = new Lobby();
    const visit = lobby.visit();
    const session = visit.request.getSession();
    const room = new Room();
    const { passed, open } = gate();
    const first = synchronized(session, () => room.stay('before', passed));
    const newId = visit.request.changeSessionId();
    const second = synchronized(lobby.visit(newId).request.getSession(), () => room.stay('after'));
    await settle();
    expect(room.visits).toEqual(['before']);
    open();
    await Promise.all([first, second]);
    expect(room.visits).toEqual(['before', 'after']);
  });

  it('R26 can be nested, to any depth and across awaits', async () => {
    const session = newSession();
    const nest = (depth: number): Promise<number> =>
      synchronized(session, async () => {
        await settle();
        return depth === 0 ? 0 : 1 + (await nest(depth - 1));
      });
    await expect(nest(5)).resolves.toBe(5);
  });

  it('R26 nested calls through another face of the session are nested, too', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const [one, other] = [lobby.visit(id), lobby.visit(id)].map((v) => v.request.getSession());
    await expect(synchronized(one!, () => synchronized(other!, () => 'inside'))).resolves.toBe(
      'inside',
    );
  });

  it('R26 nests different sessions, in the order that each chooses', async () => {
    const lobby = new Lobby();
    const [a, b] = [newSession(lobby), newSession(lobby)];
    await expect(
      synchronized(a, () => synchronized(b, () => synchronized(a, () => 'inside'))),
    ).resolves.toBe('inside');
  });

  it('R26 lets parallel branches inside a holder in one at a time', async () => {
    const session = newSession();
    const room = new Room();
    await synchronized(session, () =>
      Promise.all(['a', 'b', 'c'].map((name) => synchronized(session, () => room.stay(name)))),
    );
    expect(room.visits).toEqual(['a', 'b', 'c']);
  });

  it('R26 keeps others out until the last of all levels is done', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const [mine, theirs] = [lobby.visit(id), lobby.visit(id)].map((v) => v.request.getSession());
    const steps: string[] = [];
    const first = synchronized(mine!, async () => {
      await synchronized(mine!, () => steps.push('inner'));
      await settle();
      steps.push('outer');
    });
    const second = synchronized(theirs!, () => steps.push('other'));
    await Promise.all([first, second]);
    expect(steps).toEqual(['inner', 'outer', 'other']);
  });

  it('R26 work that a holder left running holds nothing any more', async () => {
    const session = newSession();
    const room = new Room();
    const { passed, open } = gate();
    let left: Promise<unknown> | undefined;
    await synchronized(session, () => {
      // Not awaited: it outlives its holder and takes its async context with it.
      left = passed.then(() => synchronized(session, () => room.stay('left behind')));
    });
    const { passed: stayed, open: leave } = gate();
    const next = synchronized(session, () => room.stay('next', stayed));
    open();
    await settle();
    expect(room.visits).toEqual(['next']);
    leave();
    await Promise.all([next, left]);
    expect(room.visits).toEqual(['next', 'left behind']);
  });

  it('R26 work that an inner call left running is still inside the outer one', async () => {
    const session = newSession();
    const room = new Room();
    await synchronized(session, async () => {
      const { passed, open } = gate();
      let left: Promise<unknown> | undefined;
      await synchronized(session, () => {
        left = passed.then(() => synchronized(session, () => room.stay('left behind')));
      });
      open();
      await left;
    });
    expect(room.visits).toEqual(['left behind']);
  }, 2000);

  it('R26 lets the next one in after an error, thrown at once or later', async () => {
    const session = newSession();
    const error = new Error('of the application');
    const failing = [
      synchronized(session, () => {
        throw error;
      }),
      synchronized(session, () => Promise.reject(error)),
    ];
    const next = synchronized(session, () => 'in');
    await expect(Promise.allSettled(failing)).resolves.toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ]);
    await expect(next).resolves.toBe('in');
  });

  it('R26 gives up after its timeout, and those behind it are not held up', async () => {
    const lobby = new Lobby();
    const session = newSession(lobby);
    const { passed, open } = gate();
    const holder = synchronized(session, () => passed);
    let isCalled = false;
    const impatient = synchronized(
      session,
      () => {
        isCalled = true;
      },
      { timeoutMs: 500 },
    );
    const patient = synchronized(session, () => 'patient');
    await settle();
    lobby.clock.advance(499);
    const waits = await Promise.race([impatient.then(String, String), settle()]);
    expect(waits).toBeUndefined();
    lobby.clock.advance(1);
    await expect(impatient).rejects.toEqual(TIMEOUT);
    open();
    await holder;
    await expect(patient).resolves.toBe('patient');
    expect(isCalled).toBe(false);
    lobby.clock.advance(60_000);
    await expect(synchronized(session, () => 'free')).resolves.toBe('free');
  });

  it('R26 waits ten seconds unless told otherwise', async () => {
    const lobby = new Lobby();
    const session = newSession(lobby);
    void synchronized(session, () => new Promise(() => undefined));
    const waiting = synchronized(session, () => undefined);
    await settle();
    lobby.clock.advance(9_999);
    await settle();
    lobby.clock.advance(1);
    await expect(waiting).rejects.toEqual(TIMEOUT);
  });

  it.each([2 ** 31, 2 ** 40])('S-52 a timeout of %d ms does not end at once', async (timeoutMs) => {
    const lobby = new Lobby();
    const session = newSession(lobby);
    const { passed, open } = gate();
    const holder = synchronized(session, () => passed);
    const waiting = synchronized(session, () => 'in', { timeoutMs });
    await settle();
    lobby.clock.advance(86_400_000);
    open();
    await holder;
    await expect(waiting).resolves.toBe('in');
  });

  it.each([NaN, Infinity, -1, '500' as unknown as number])(
    'refuses a timeout of %p',
    (timeoutMs) => {
      const session = newSession();
      expect(() => synchronized(session, () => 1, { timeoutMs })).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_BAD_OPTION', option: 'timeoutMs' }),
      );
    },
  );

  it('refuses what is no session of ours, and a session that has ended', () => {
    expect(() => synchronized({} as HttpSession, () => 1)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_BAD_ARGUMENT' }),
    );
    const session = newSession();
    session.invalidate();
    expect(() => synchronized(session, () => 1)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
  });

  it('R5 one that waits for a session that ends is let in, and every call tells it', async () => {
    const session = newSession();
    const { passed, open } = gate();
    const holder = synchronized(session, async () => {
      await passed;
      session.invalidate();
    });
    const waiting = synchronized(session, () => session.setAttribute('a', 1));
    open();
    await holder;
    await expect(waiting).rejects.toEqual(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
  });

  it('leaves no timers behind', async () => {
    const lobby = new Lobby();
    const session = newSession(lobby);
    session.setMaxInactiveInterval(0);
    await Promise.all(Array.from({ length: 10 }, () => synchronized(session, settle)));
    lobby.clock.advance(3_600_000);
    expect(lobby.clock.pendingTimers).toBe(0);
  });
});

describe('Mutex', () => {
  it('gives up for one waiter and goes on with the others, in order', async () => {
    const clock = new FakeClock();
    const mutex = new Mutex(clock);
    const order: string[] = [];
    const wait = (name: string, ms: number): Promise<void> =>
      mutex.acquire(ms).then((isGranted) => {
        order.push(`${name} ${isGranted ? 'in' : 'gave up'}`);
      });
    const all = [wait('a', 1), wait('b', 50), wait('c', 10), wait('d', 50)];
    await settle();
    clock.advance(10);
    await settle();
    mutex.release();
    await settle();
    mutex.release();
    await Promise.all(all);
    mutex.release();
    expect(order).toEqual(['a in', 'c gave up', 'b in', 'd in']);
    expect(clock.pendingTimers).toBe(0);
    await expect(mutex.acquire(0)).resolves.toBe(true);
  });
});
