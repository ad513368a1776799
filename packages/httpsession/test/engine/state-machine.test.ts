import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HttpSession, SessionEndReason } from 'httpsession';
import type { LiveSession, SessionState } from '../../src/engine/live-session.ts';
import { createEngine } from '../support/engine.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';

/** Forward only, and no step left out but the second one. */
const STEPS: Record<SessionState, readonly SessionState[]> = {
  new: ['joined', 'ending'],
  joined: ['ending'],
  ending: ['unbinding'],
  unbinding: ['ended'],
  ended: [],
};

/** Writes down every step that a session takes from now on. */
function watch(live: LiveSession, steps: string[]): void {
  let state = live.state;
  Object.defineProperty(live, 'state', {
    get: () => state,
    set: (next: SessionState) => {
      steps.push(STEPS[state].includes(next) ? 'allowed' : `${state} to ${next}`);
      state = next;
    },
  });
}

const deed = fc.record({
  kind: fc.constantFrom(
    ...(['create', 'create', 'open', 'open', 'release', 'release', 'signIn', 'rename'] as const),
    ...(['invalidate', 'end', 'wait', 'set'] as const),
  ),
  who: fc.nat(20),
});

describe('The states of a session', () => {
  it('R5 follow each other forward only, whatever happens, in listeners too', () => {
    fc.assert(
      fc.property(
        fc.array(deed, { maxLength: 60, size: 'max' }),
        fc.array(deed, { maxLength: 60, size: 'max' }),
        (deeds, inListeners) => {
          const steps: string[] = [];
          const clock = new FakeClock();
          const all: LiveSession[] = [];
          const pending = [...inListeners];
          let depth = 0;
          const act = (): void => {
            const next = pending.shift();
            if (next === undefined || depth > 3) return;
            depth += 1;
            try {
              run(next);
            } finally {
              depth -= 1;
            }
          };
          const engine = createEngine({
            clock,
            sessionMax: 4,
            maxLifetimeMs: 100_000,
            maxInactiveSeconds: 30,
            principalLimit: { max: 1, onLimit: 'end-oldest' },
            listeners: [
              {
                sessionCreated: act,
                sessionDestroyed: act,
                attributeAdded: act,
                attributeRemoved: act,
                sessionIdChanged: act,
              },
            ],
          });
          const run = ({ kind, who }: { kind: string; who: number }): void => {
            const live = all[who % Math.max(1, all.length)];
            if (kind === 'create') {
              const made = engine.create();
              watch(made, steps);
              all.push(made);
              engine.announce(engine.faceOf(made));
            } else if (kind === 'wait') clock.advance(who * 1000);
            else if (live !== undefined) change(live, kind);
          };
          const change = (live: LiveSession, kind: string): void => {
            const face = engine.faceOf(live);
            try {
              if (kind === 'open' && engine.open(live.id) !== undefined) engine.join(live);
              else if (kind === 'release' && live.uses > 0) engine.release(live);
              else if (kind === 'signIn') face.setPrincipal('ada');
              else if (kind === 'rename' && (live.state === 'new' || live.state === 'joined')) {
                engine.changeId(live, face);
              } else if (kind === 'invalidate') face.invalidate();
              else if (kind === 'end') engine.end(live, 'shutdown');
              else if (kind === 'set') face.setAttribute('a', who());
            } catch (error) {
              if (!(error instanceof Error) || !('code' in error)) throw error;
            }
          };
          let count = 0;
          const who = (): number => (count += 1);
          for (const one of deeds) run(one);
          for (const live of all) engine.end(live, 'shutdown');
          expect(steps.filter((step) => step !== 'allowed')).toEqual([]);
          expect(new Set(all.map(({ state }) => state))).toEqual(
            new Set(all.length === 0 ? [] : ['ended']),
          );
          expect(engine.metrics.activeSessions).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  const calls: Record<string, (session: HttpSession) => unknown> = {
    getId: (session) => session.getId(),
    getServletContext: (session) => session.getServletContext(),
    getMaxInactiveInterval: (session) => session.getMaxInactiveInterval(),
    setMaxInactiveInterval: (session) => session.setMaxInactiveInterval(60),
    getHandle: (session) => session.getHandle(),
    getCreationTime: (session) => session.getCreationTime(),
    getLastAccessedTime: (session) => session.getLastAccessedTime(),
    isNew: (session) => session.isNew(),
    getAttribute: (session) => session.getAttribute('a') as unknown,
    getAttributeNames: (session) => session.getAttributeNames(),
    getAccessor: (session) => session.getAccessor(),
    getPrincipal: (session) => session.getPrincipal(),
    setAttribute: (session) => session.setAttribute('b', 1),
    removeAttribute: (session) => session.removeAttribute('b'),
    update: (session) => session.update('b', () => 1),
    computeIfAbsent: (session) => session.computeIfAbsent('b', () => 1),
    setPrincipal: (session) => session.setPrincipal(null),
  };

  /** The calls that throw IllegalStateException, by their names. */
  function refused(session: HttpSession): string[] {
    return Object.entries(calls)
      .filter(([, call]) => {
        try {
          call(session);
          return false;
        } catch (error) {
          expect(error).toMatchObject({ code: 'HTTPSESSION_INVALIDATED' });
          return true;
        }
      })
      .map(([name]) => name);
  }

  const writing = [
    ...['setAttribute', 'removeAttribute', 'update', 'computeIfAbsent', 'setPrincipal'],
  ];
  const reading = [
    ...['getCreationTime', 'getLastAccessedTime', 'isNew', 'getAttribute', 'getAttributeNames'],
    ...['getAccessor', 'getPrincipal'],
  ];

  it.each<[SessionEndReason]>([['invalidated'], ['timeout'], ['culled'], ['shutdown']])(
    'SES-054 allow all while listeners are told, reading while values leave, and then only what needs nothing (%s)',
    (reason) => {
      const seen: [string, string[]][] = [];
      const engine = createEngine({
        listeners: [
          {
            sessionCreated: (event) => seen.push(['created', refused(event.getSession())]),
            sessionDestroyed: (event) => seen.push(['destroyed', refused(event.getSession())]),
            attributeRemoved: (event) => {
              if (event.getName() === 'last') seen.push(['unbound', refused(event.getSession())]);
            },
          },
        ],
      });
      const live = engine.create();
      const face = engine.faceOf(live);
      engine.announce(face);
      face.setAttribute('last', 1);
      engine.end(live, reason);
      expect(seen).toEqual([
        ['created', []],
        ['destroyed', []],
        ['unbound', writing],
      ]);
      expect(refused(face).sort()).toEqual([...reading, ...writing].sort());
    },
  );
});
