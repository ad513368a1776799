import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { HttpSessionBindingEvent, SessionManager } from 'httpsession';
import type { HttpSession, HttpSessionEvent, SessionListener, SessionOptions } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { InProcessRequest, Lobby } from '../support/in-process-request.ts';
import { ListenerLog } from '../support/listener-log.ts';
import { collectWarnings } from '../support/warnings.ts';

/** A manager with one request that is under way. */
function start(options: SessionOptions = {}) {
  const lobby = new Lobby(options);
  return { manager: lobby.manager, clock: lobby.clock, visit: lobby.visit() };
}

class Broken extends Error {}

function fail(): never {
  throw new Broken('a listener that fails');
}

/** Listeners whose methods all do the same. */
function allMethods(act: (event: HttpSessionEvent) => void): Required<SessionListener> {
  return {
    sessionCreated: act,
    sessionDestroyed: act,
    attributeAdded: act,
    attributeReplaced: act,
    attributeRemoved: act,
    sessionIdChanged: act,
  };
}

const warnings = collectWarnings();

describe('Listeners that fail', () => {
  it('S-44 are reported and change nothing: every step of a life is complete', async () => {
    const log = new ListenerLog();
    const listeners = [log.listener('1'), allMethods(fail), log.listener('3')];
    const { manager, clock, visit } = start({ listeners });
    const session = visit.request.getSession();
    session.setAttribute('a', 'x');
    session.setAttribute('a', 'y');
    expect(session.getAttribute('a')).toBe('y');
    session.removeAttribute('a');
    expect(session.getAttribute('a')).toBeNull();
    session.setAttribute('b', 1);
    visit.request.changeSessionId();
    session.invalidate();
    await visit.end();
    expect(() => session.isNew()).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    expect(log.lines).toEqual([
      ...['1:created', '3:created', '1:added a=x', '3:added a=x'],
      ...['1:replaced a=x', '3:replaced a=x', '1:removed a=y', '3:removed a=y'],
      ...['1:added b=1', '3:added b=1', '1:idChanged', '3:idChanged'],
      ...['3:destroyed', '1:destroyed', '1:removed b=1', '3:removed b=1'],
    ]);
    expect(manager.metrics.activeSessions).toBe(0);
    clock.advance(86_400_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('S-44 do not stop other sessions from ending by time, by the cap or at the end', async () => {
    const { manager, clock } = start({ listeners: [allMethods(fail)], sessionMax: 3 });
    for (let i = 0; i < 5; i += 1) {
      const visit = new InProcessRequest(manager);
      visit.request.getSession().setMaxInactiveInterval(i === 4 ? 60 : 6000);
      await visit.end();
    }
    expect(manager.metrics.culledSessions).toBe(2);
    clock.advance(61_000);
    expect(manager.metrics.timedOutSessions).toBe(1);
    await manager.close();
    expect(manager.metrics.snapshot()).toMatchObject({ activeSessions: 0, shutDownSessions: 2 });
  });

  it('S-44 S3-47 as values are bound and unbound all the same', () => {
    const { visit } = start();
    const value = { valueBound: jest.fn(fail), valueUnbound: jest.fn(fail) };
    const session = visit.request.getSession();
    session.setAttribute('a', value);
    expect(session.getAttribute('a')).toBe(value);
    session.invalidate();
    expect([value.valueBound.mock.calls.length, value.valueUnbound.mock.calls.length]).toEqual([
      1, 1,
    ]);
  });

  it('R23 one that gives a promise is not waited for, and its rejection is reported', async () => {
    const listener = {
      sessionCreated: () => Promise.reject(new Broken('later')),
    } as unknown as SessionListener;
    const { visit } = start({ listeners: [listener] });
    const session = visit.request.getSession();
    expect(session.isNew()).toBe(true);
    expect(warnings).toEqual([]);
    await visit.end();
    expect(warnings).toEqual(['Listener method sessionCreated failed: Error: later']);
  });

  it('R23 one that never settles, or gives a thenable that throws, holds up nothing', async () => {
    const never = { attributeAdded: () => new Promise(() => undefined) };
    const hostile = { attributeAdded: () => ({ then: fail }) };
    const { visit } = start({ listeners: [never, hostile] as unknown as SessionListener[] });
    visit.request.getSession().setAttribute('a', 1);
    expect(visit.request.getSession().getAttribute('a')).toBe(1);
    expect(await visit.end()).toMatchObject({ status: 200 });
  });

  it('R23 one that takes long is reported', () => {
    const slow = { sessionCreated: () => clock.pass(101) };
    const { visit, clock } = start({ listeners: [slow] });
    visit.request.getSession();
    expect(warnings).toEqual([
      'A session listener (sessionCreated) held up the event loop for 101 ms',
    ]);
  });

  it('R23 of one kind is warned of once', () => {
    const { visit } = start({ listeners: [{ attributeAdded: fail, attributeRemoved: fail }] });
    const session = visit.request.getSession();
    for (let i = 0; i < 10; i += 1) {
      session.setAttribute('a', 1);
      session.removeAttribute('a');
    }
    expect(warnings).toEqual([
      'Listener method attributeAdded failed: Error: a listener that fails',
      'Listener method attributeRemoved failed: Error: a listener that fails',
    ]);
  });
});

describe("Listeners that fail, with listenerErrors 'propagate'", () => {
  /** Two logs with a failing listener between them, which fails in one method only. */
  function between(method: keyof SessionListener): {
    log: ListenerLog;
  } & ReturnType<typeof start> {
    const log = new ListenerLog();
    const listeners = [log.listener('1'), { [method]: fail } as SessionListener, log.listener('3')];
    return { log, ...start({ listeners, listenerErrors: 'propagate' }) };
  }

  it('SES-161 getSession throws what sessionCreated threw, and the session is there', () => {
    const { log, visit } = between('sessionCreated');
    expect(() => visit.request.getSession()).toThrow(Broken);
    expect(log.lines).toEqual(['1:created']);
    expect(visit.request.getSession(false)?.isNew()).toBe(true);
  });

  it('SES-161 setAttribute throws what attributeAdded threw, and the value is there', () => {
    const { log, visit } = between('attributeAdded');
    const session = visit.request.getSession();
    log.take();
    expect(() => session.setAttribute('a', 1)).toThrow(Broken);
    expect(log.lines).toEqual(['1:added a=1']);
    expect(session.getAttribute('a')).toBe(1);
  });

  it('SES-161 setAttribute throws what attributeReplaced threw, and the value is there', () => {
    const { log, visit } = between('attributeReplaced');
    const session = visit.request.getSession();
    session.setAttribute('a', log.value('old'));
    log.take();
    expect(() => session.setAttribute('a', log.value('new'))).toThrow(Broken);
    expect(log.lines).toEqual(['bound new', 'unbound old', '1:replaced a=old']);
    expect(String(session.getAttribute('a'))).toBe('new');
  });

  it('SES-161 removeAttribute throws what attributeRemoved threw, and the value is gone', () => {
    const { log, visit } = between('attributeRemoved');
    const session = visit.request.getSession();
    session.setAttribute('a', 1);
    log.take();
    expect(() => session.removeAttribute('a')).toThrow(Broken);
    expect(log.lines).toEqual(['1:removed a=1']);
    expect(session.getAttribute('a')).toBeNull();
  });

  it('SES-161 changeSessionId throws what sessionIdChanged threw, and the id is another', async () => {
    const { log, visit, manager } = between('sessionIdChanged');
    const oldId = visit.request.getSession().getId();
    log.take();
    expect(() => visit.request.changeSessionId()).toThrow(Broken);
    expect(log.lines).toEqual(['1:idChanged']);
    const newId = visit.request.getSession().getId();
    expect(newId).not.toBe(oldId);
    expect(await visit.end()).toEqual({ status: 200, cookie: `issued ${newId}` });
    const old = new InProcessRequest(manager, { cookie: `JSESSIONID=${oldId}` });
    expect(old.request.getSession(false)).toBeNull();
  });

  it('SES-161 invalidate throws what sessionDestroyed threw, and the session has ended', () => {
    const { log, visit, manager } = between('sessionDestroyed');
    const session = visit.request.getSession();
    session.setAttribute('a', log.value('x'));
    log.take();
    expect(() => session.invalidate()).toThrow(Broken);
    // The others do not hear of the end; what follows from it is told to all.
    expect(log.lines).toEqual(['3:destroyed', 'unbound x', '1:removed a=x', '3:removed a=x']);
    expect(visit.request.getSession(false)).toBeNull();
    expect(manager.metrics.activeSessions).toBe(0);
  });

  it('SES-161 the first of several errors is thrown', () => {
    const errors = ['bound', 'unbound', 'replaced'].map((text) => new Broken(text));
    const thrower = (index: number) => (): never => {
      throw errors[index]!;
    };
    const { visit } = start({
      listeners: [{ attributeReplaced: thrower(2) }],
      listenerErrors: 'propagate',
    });
    const session = visit.request.getSession();
    const value = { valueUnbound: jest.fn(thrower(1)) };
    session.setAttribute('a', value);
    const next = { valueBound: thrower(0) };
    expect(() => session.setAttribute('a', next)).toThrow(errors[0]);
    expect(session.getAttribute('a')).toBe(next);
    // It was replaced, so it is told, whoever failed before.
    expect(value.valueUnbound).toHaveBeenCalledTimes(1);
  });

  it('SES-162 an error in an end that nobody asked for is reported, and thrown at nobody', async () => {
    const { visit, manager, clock } = between('sessionDestroyed');
    visit.request.getSession().setMaxInactiveInterval(60);
    await visit.end();
    clock.advance(61_000);
    expect(manager.metrics.timedOutSessions).toBe(1);
    expect(warnings).toEqual([
      'A listener of the end of a session failed: Error: a listener that fails',
    ]);
  });

  it('SES-161 a handler that lets the error through is answered with 500', () => {
    const { visit } = start({
      listeners: [{ sessionCreated: fail }],
      listenerErrors: 'propagate',
      creation: 'eager',
    });
    expect(visit.isHandled).toBe(false);
    expect(visit.sent().status).toBe(500);
  });
});

describe('Listeners that change the session while they are told', () => {
  it('P-3 a value that ends the session while it is bound is told that it is unbound', () => {
    for (const listenerErrors of ['isolate', 'propagate'] as const) {
      const log = new ListenerLog();
      const { visit, manager } = start({ listeners: [log.listener()], listenerErrors });
      const session = visit.request.getSession();
      session.setAttribute('a', 'old');
      log.take();
      const value = log.value('v');
      const bound = value.valueBound.bind(value);
      value.valueBound = (event) => {
        bound(event);
        event.getSession().invalidate();
        fail();
      };
      try {
        session.setAttribute('a', value);
      } catch (error) {
        expect([listenerErrors, error]).toEqual(['propagate', expect.any(Broken)]);
      }
      expect(log.lines).toEqual(['bound v', 'destroyed', 'removed a=old', 'unbound v']);
      expect(manager.metrics.activeSessions).toBe(0);
    }
  });

  it('SES-059 the end is told once, though a listener asks for it again at every step', () => {
    const log = new ListenerLog();
    const again = (event: HttpSessionEvent): void => event.getSession().invalidate();
    const { visit } = start({
      listeners: [{ sessionDestroyed: again, attributeRemoved: again }, log.listener()],
    });
    const session = visit.request.getSession();
    session.setAttribute('a', log.value('x'));
    session.setAttribute('b', 1);
    log.take();
    session.invalidate();
    expect(log.lines).toEqual(['destroyed', 'unbound x', 'removed a=x', 'removed b=1']);
  });

  it('P-3 what is set while the session is destroyed is unbound with the rest', () => {
    const log = new ListenerLog();
    const { visit } = start({
      listeners: [
        log.listener(),
        {
          sessionDestroyed: (event) => {
            const session = event.getSession();
            session.setAttribute('late', log.value('late'));
            expect(session.getAttribute('late')).not.toBeNull();
            session.removeAttribute('early');
          },
        },
      ],
    });
    const session = visit.request.getSession();
    session.setAttribute('early', log.value('early'));
    log.take();
    session.invalidate();
    expect(log.lines).toEqual([
      ...['bound late', 'added late=late', 'unbound early', 'removed early=early'],
      ...['destroyed', 'unbound late', 'removed late=late'],
    ]);
  });

  it('SES-057 attributes can still be read, but not set, while they leave', () => {
    const seen: unknown[] = [];
    const { visit } = start({
      listeners: [
        {
          attributeRemoved: (event) => {
            const session = event.getSession();
            const names = [...session.getAttributeNames()];
            seen.push([event.getName(), names]);
            expect(() => session.setAttribute('more', 1)).toThrow(
              expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
            );
            expect(() => session.setPrincipal('x')).toThrow(
              expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
            );
          },
        },
      ],
    });
    const session = visit.request.getSession();
    for (const name of ['a', 'b', 'c']) session.setAttribute(name, 1);
    session.invalidate();
    expect(seen).toEqual([
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', []],
    ]);
    expect(warnings).toEqual([]);
  });

  it('SES-065 nobody can join a session from the moment in which its end begins', () => {
    const found: unknown[] = [];
    const look = (event: HttpSessionEvent): void => {
      const cookie = `JSESSIONID=${event.getSession().getId()}`;
      const other = new InProcessRequest(manager, { cookie });
      found.push(other.request.getSession(false), other.request.isRequestedSessionIdValid());
      const made = other.request.getSession();
      expect(made.getId()).not.toBe(event.getSession().getId());
    };
    const { visit, manager } = start({
      listeners: [{ sessionDestroyed: look, attributeRemoved: look }],
    });
    const session = visit.request.getSession();
    session.setAttribute('a', 1);
    session.invalidate();
    expect(found).toEqual([null, false, null, false]);
  });

  it('S-44 the id cannot be changed, and the principal not be set, while the session ends', () => {
    const { visit, manager } = start({
      listeners: [
        {
          sessionDestroyed: (event) => {
            event.getSession().setPrincipal('too late');
            expect(() => visit.request.changeSessionId()).toThrow(
              expect.objectContaining({ code: 'HTTPSESSION_NO_SESSION' }),
            );
          },
        },
      ],
    });
    visit.request.getSession().invalidate();
    expect(warnings).toEqual([]);
    expect(manager.listByPrincipal('too late')).toEqual([]);
  });

  it('a listener may end the session while it is created', () => {
    const { visit, manager } = start({
      listeners: [{ sessionCreated: (event) => event.getSession().invalidate() }],
    });
    // As in Tomcat: nobody gets a session that is dead already.
    expect(() => visit.request.getSession()).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    expect(visit.request.getSession(false)).toBeNull();
    expect(manager.metrics.snapshot()).toMatchObject({
      createdSessions: 1,
      invalidatedSessions: 1,
    });
  });

  it('a value may replace itself while it is bound, and stays what was set last', () => {
    const log = new ListenerLog();
    const { visit } = start({ listeners: [log.listener()] });
    const session = visit.request.getSession();
    log.take();
    const value = log.value('outer');
    const bound = value.valueBound.bind(value);
    value.valueBound = (event) => {
      bound(event);
      event.getSession().setAttribute(event.getName(), log.value('inner'));
    };
    session.setAttribute('a', value);
    expect(session.getAttribute('a')).toBe(value);
    expect(log.lines).toEqual([
      ...['bound outer', 'bound inner', 'added a=inner', 'unbound inner', 'replaced a=inner'],
    ]);
  });

  it('R23 values that cannot be looked at have no listener methods', () => {
    const hostile = new Proxy({}, { get: fail, has: fail });
    const { visit } = start();
    const session = visit.request.getSession();
    session.setAttribute('a', hostile);
    expect(session.getAttribute('a')).toBe(hostile);
    session.setAttribute('a', 1);
    session.setAttribute('b', hostile);
    session.invalidate();
    expect(warnings).toEqual([]);
  });
});

describe('Why a session ended', () => {
  it.each<[string, (at: ReturnType<typeof start>) => unknown]>([
    ['invalidated', ({ visit }) => visit.request.getSession().invalidate()],
    ['invalidated', ({ manager }) => manager.invalidateByPrincipal('ada')],
    [
      'timeout',
      async ({ visit, clock }) => {
        await visit.end();
        clock.advance(1_801_000);
      },
    ],
    [
      'culled',
      async ({ visit, manager }) => {
        await visit.end();
        for (let i = 0; i < 100; i += 1) new InProcessRequest(manager).request.getSession();
      },
    ],
    ['shutdown', ({ manager }) => manager.close()],
  ])('R17 is told to listeners: %s', async (reason, end) => {
    const reasons: unknown[] = [];
    const others: unknown[] = [];
    const place = start({
      listeners: [
        {
          ...allMethods((event) => void others.push(event.getReason())),
          sessionDestroyed: (event) => {
            reasons.push(event.getReason(), event.getSession().getPrincipal());
          },
        },
      ],
    });
    place.visit.request.getSession().setPrincipal('ada');
    await end(place);
    expect(reasons).toEqual([reason, 'ada']);
    expect(new Set(others)).toEqual(new Set([undefined]));
  });
});

/** What a listener, or a value, does when it is told something. */
type Mischief =
  'nothing' | 'throw' | 'reject' | 'set' | 'remove' | 'invalidate' | 'interval' | 'id';

/** What the application does. */
type Deed = 'set' | 'setAgain' | 'setPlain' | 'remove' | 'invalidate' | 'id' | 'next' | 'wait';

const mischief = fc.constantFrom<Mischief>(
  ...(['nothing', 'nothing', 'throw', 'reject', 'set', 'remove', 'invalidate'] as const),
  'interval',
);
const deed = fc.constantFrom<Deed>(
  ...(['set', 'set', 'set', 'setAgain', 'setPlain', 'remove', 'remove', 'id', 'next'] as const),
  ...(['invalidate', 'wait'] as const),
);

/** Sessions with listeners that do their worst, and what a listener that does nothing is told of them. */
class Turmoil {
  readonly manager: SessionManager;
  readonly clock = new FakeClock();
  /** What was told, with the number of the deed that it belongs to. */
  readonly told: { at: number; what: string; uid: number; name?: string }[] = [];
  readonly values: { bound: number; unbound: number }[] = [];
  readonly oldIds: [told: string, wanted: string][] = [];
  readonly #mischief: Mischief[];
  readonly #uids = new Map<string, number>();
  #visit: InProcessRequest;
  #at = 0;
  #depth = 0;
  #expectedOldId = '';

  constructor(mischiefs: readonly Mischief[], listenerErrors: 'isolate' | 'propagate') {
    this.#mischief = [...mischiefs];
    const act = (event: HttpSessionEvent): unknown => this.#misbehave(event.getSession());
    this.manager = new SessionManager({
      clock: this.clock,
      sessionMax: 3,
      listenerErrors,
      listeners: [this.#witness(), allMethods(act)],
      onError: () => undefined,
    });
    this.#visit = new InProcessRequest(this.manager);
  }

  async run(deeds: readonly Deed[]): Promise<void> {
    for (const one of deeds) {
      this.#at += 1;
      try {
        await this.#do(one);
      } catch (error) {
        // Mischief comes through with 'propagate', and calls on a session that it has ended are refused.
        if (!(error instanceof Broken) && !(error instanceof Error && 'code' in error)) throw error;
      }
    }
    this.#at += 1;
    await this.#visit.end();
    await this.manager.close();
  }

  async #do(one: Deed): Promise<void> {
    const { request } = this.#visit;
    if (one === 'wait') this.clock.advance(2_000_000);
    else if (one === 'next') {
      await this.#visit.end();
      this.#visit = new InProcessRequest(this.manager);
    } else if (one === 'id') {
      this.#expectedOldId = request.getSession().getId();
      request.changeSessionId();
    } else this.#change(request.getSession(), one);
  }

  #change(session: HttpSession, one: Deed): void {
    if (one === 'set') session.setAttribute('a', this.#value());
    else if (one === 'setAgain') session.setAttribute('a', session.getAttribute('a'));
    else if (one === 'setPlain') session.setAttribute('b', 1);
    else if (one === 'remove') session.removeAttribute('a');
    else session.invalidate();
  }

  #value(): object {
    const count = { bound: 0, unbound: 0 };
    this.values.push(count);
    return {
      valueBound: (event: HttpSessionEvent) => {
        count.bound += 1;
        return this.#misbehave(event.getSession());
      },
      valueUnbound: (event: HttpSessionEvent) => {
        count.unbound += 1;
        return this.#misbehave(event.getSession());
      },
    };
  }

  #misbehave(session: HttpSession): unknown {
    const what = this.#mischief.shift() ?? 'nothing';
    if (this.#depth >= 3) return undefined;
    this.#depth += 1;
    try {
      if (what === 'throw') throw new Broken('mischief');
      if (what === 'reject') return Promise.reject(new Broken('mischief'));
      if (what === 'set') session.setAttribute('a', this.#value());
      if (what === 'remove') session.removeAttribute('a');
      if (what === 'invalidate') session.invalidate();
      if (what === 'interval') session.setMaxInactiveInterval(1);
    } finally {
      this.#depth -= 1;
    }
    return undefined;
  }

  #witness(): SessionListener {
    const note = (what: string) => (event: HttpSessionEvent) => {
      const id = event.getSession().getId();
      if (!this.#uids.has(id)) this.#uids.set(id, this.#uids.size);
      const uid = this.#uids.get(id)!;
      const name = event instanceof HttpSessionBindingEvent ? { name: event.getName() } : {};
      this.told.push({ at: this.#at, what, uid, ...name });
    };
    return {
      sessionCreated: note('created'),
      sessionDestroyed: note('destroyed'),
      attributeAdded: note('added'),
      attributeReplaced: note('replaced'),
      attributeRemoved: note('removed'),
      sessionIdChanged: (event, oldId) => {
        this.oldIds.push([oldId, this.#expectedOldId]);
        this.#uids.set(event.getSession().getId(), this.#uids.get(oldId)!);
        note('idChanged')(event);
      },
    };
  }

  /** The deeds at which a session was told to be something. */
  when(what: string, uid: number): number[] {
    return this.told.filter((one) => one.uid === uid && one.what === what).map(({ at }) => at);
  }

  get uids(): number[] {
    return [...new Set(this.told.map(({ uid }) => uid))];
  }
}

describe('What listeners are told, whatever other listeners do', () => {
  const script = fc.tuple(
    fc.array(deed, { minLength: 5, maxLength: 40, size: 'max' }),
    fc.array(mischief, { maxLength: 120, size: 'max' }),
  );

  it('P-3 each session is created once and destroyed once, and each value unbound once', async () => {
    await fc.assert(
      fc.asyncProperty(script, async ([deeds, mischiefs]) => {
        const turmoil = new Turmoil(mischiefs, 'isolate');
        await turmoil.run(deeds);
        for (const uid of turmoil.uids) {
          const [ended] = turmoil.when('destroyed', uid);
          expect(turmoil.when('created', uid)).toHaveLength(1);
          expect(turmoil.when('destroyed', uid)).toHaveLength(1);
          expect(turmoil.when('added', uid)).toHaveLength(turmoil.when('removed', uid).length);
          // Nothing that begins after the end.
          const later = turmoil.told.filter((one) => one.uid === uid && one.at > (ended ?? 0));
          expect(later).toEqual([]);
        }
        expect(turmoil.values.filter(({ bound, unbound }) => bound !== unbound)).toEqual([]);
        for (const [told, wanted] of turmoil.oldIds) expect(told).toBe(wanted);
        expect(turmoil.manager.metrics.activeSessions).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("P-3 with 'propagate' nothing is told twice, and each value is unbound once", async () => {
    await fc.assert(
      fc.asyncProperty(script, async ([deeds, mischiefs]) => {
        const turmoil = new Turmoil(mischiefs, 'propagate');
        await turmoil.run(deeds);
        for (const uid of turmoil.uids) {
          expect(turmoil.when('created', uid)).toHaveLength(1);
          expect(turmoil.when('destroyed', uid).length).toBeLessThanOrEqual(1);
        }
        expect(turmoil.values.filter(({ bound, unbound }) => bound !== unbound)).toEqual([]);
        expect(turmoil.manager.metrics.activeSessions).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
