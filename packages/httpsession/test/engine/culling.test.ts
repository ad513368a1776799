import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TooManySessionsError } from '../../src/common/errors.ts';
import { isAlive, LiveSession } from '../../src/engine/live-session.ts';
import { type Culling, Residency } from '../../src/engine/residency.ts';
import type { SessionEngine } from '../../src/engine/session-engine.ts';
import type { SessionListener } from '../../src/servlet-api/listeners.ts';
import { CullingModel } from '../support/culling-model.ts';
import { createEngine, SilentDiagnostics } from '../support/engine.ts';

/** An engine, and the ids of the sessions that it ended, in order. */
class House {
  readonly engine: SessionEngine;
  readonly diagnostics = new SilentDiagnostics();
  readonly ended: string[] = [];

  constructor(sessionMax: number, culling: Culling = 'segmented') {
    const listener: SessionListener = {
      sessionDestroyed: (event) => {
        if (event.getReason() === 'culled') this.ended.push(event.getSession().getId());
      },
    };
    this.engine = createEngine({
      sessionMax,
      culling,
      diagnostics: this.diagnostics,
      listeners: [listener],
    });
  }

  /** A client that comes once. */
  visit(): LiveSession {
    const live = this.engine.create();
    this.engine.release(live);
    return live;
  }

  /** A request of a client that has an id. False: it finds no session. */
  comeBack(id: string): boolean {
    const live = this.open(id);
    if (live !== undefined) this.engine.release(live);
    return live !== undefined;
  }

  open(id: string): LiveSession | undefined {
    const live = this.engine.open(id) as LiveSession | undefined;
    if (live !== undefined) this.engine.join(live);
    return live;
  }

  signIn(live: LiveSession, name: string | null): void {
    this.engine.faceOf(live).setPrincipal(name);
  }

  /** The ids culled since this was asked before. */
  takeEnded(): string[] {
    return this.ended.splice(0);
  }
}

/** One thing that happens to one of the sessions that there have been, or to all that live. */
interface Deed {
  readonly kind: Single | 'create' | 'openAll' | 'releaseAll';
  readonly who: number;
  /** Whether `who` counts those that have ended, too. */
  readonly isAnyone: boolean;
}

type Single = 'open' | 'release' | 'signIn' | 'signOut' | 'end' | 'rename' | 'miss';

const weighted = (weight: number, ...kinds: Deed['kind'][]) => ({
  weight,
  arbitrary: fc.constantFrom(...kinds),
});

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.oneof(
    weighted(10, 'create', 'open'),
    weighted(6, 'release', 'signIn', 'signOut'),
    weighted(4, 'end', 'rename', 'miss', 'releaseAll'),
    weighted(2, 'openAll'),
  ),
  who: fc.nat(40),
  isAnyone: fc.integer({ min: 0, max: 7 }).map((one) => one === 7),
});

/** What can be told after each deed. */
interface Outcome {
  readonly culled: string[];
  readonly active: number;
  readonly culledWhileFull: number;
}

/** Does the same to a house and to the model, and compares who has to go. */
class Comparison {
  readonly #house: House;
  readonly #model: CullingModel;
  readonly #all: LiveSession[] = [];
  readonly #seen: Outcome[] = [];
  readonly #wanted: Outcome[] = [];

  constructor(max: number, culling: Culling) {
    this.#house = new House(max, culling);
    this.#model = new CullingModel(max, culling);
  }

  run({ kind, who, isAnyone }: Deed): void {
    const living = this.#all.filter(isAlive);
    const some = isAnyone ? this.#all : living;
    const one = some[who % Math.max(1, some.length)];
    if (kind === 'create') this.#note(this.#create());
    else if (kind === 'openAll') for (const live of living) this.#do('open', live);
    else if (kind === 'releaseAll') for (const live of living) this.#do('release', live);
    else if (one !== undefined) this.#do(kind, one);
  }

  /** Ends all uses and culls all sessions, so that all of it comes to light. */
  finish(): { seen: Outcome[]; wanted: Outcome[] } {
    for (const live of this.#all) while (live.uses > 0) this.#do('release', live);
    for (let i = this.#model.size; i > 0; i -= 1) this.#note(this.#create());
    return { seen: this.#seen, wanted: this.#wanted };
  }

  #note(culled: string[]): void {
    const { metrics } = this.#house.engine;
    this.#seen.push({
      culled: this.#house.takeEnded(),
      active: metrics.activeSessions,
      culledWhileFull: metrics.culledWhileFull,
    });
    this.#wanted.push({
      culled,
      active: this.#model.size,
      culledWhileFull: this.#model.culledWhileFull,
    });
  }

  #create(): string[] {
    const culled = this.#model.makeRoom();
    try {
      const live = this.#house.engine.create();
      this.#all.push(live);
      this.#model.add(live.id);
    } catch (error) {
      if (culled === 'rejected' && error instanceof TooManySessionsError) return [];
      throw error;
    }
    if (culled === 'rejected') throw new Error('a session was let in that the model rejects');
    return culled;
  }

  #do(kind: Single, live: LiveSession): void {
    const { engine } = this.#house;
    const wasAlive = isAlive(live);
    if (kind === 'release') {
      if (live.uses === 0) return;
      engine.release(live);
      this.#note(wasAlive ? this.#model.release(live.id) : []);
      return;
    }
    if (kind === 'open') {
      const found = this.#house.open(live.id);
      if (found !== (wasAlive ? live : undefined)) throw new Error('another session was found');
      if (!wasAlive) return;
      this.#model.pin(live.id);
      this.#model.promote(live.id);
    } else if (kind === 'miss') {
      if (engine.open(`${live.id}x`) !== undefined) throw new Error('no session was to be found');
    } else if (wasAlive) {
      this.#change(kind, live);
    }
    this.#note([]);
  }

  #change(kind: Single, live: LiveSession): void {
    const face = this.#house.engine.faceOf(live);
    if (kind === 'end') {
      this.#model.remove(live.id);
      face.invalidate();
    } else if (kind === 'rename') {
      const oldId = live.id;
      this.#model.rename(oldId, this.#house.engine.changeId(live, face));
    } else {
      face.setPrincipal(kind === 'signIn' ? 'somebody' : null);
      this.#model.setName(live.id, kind === 'signIn' ? 'somebody' : null);
    }
  }
}

describe('Culling', () => {
  it.each<Culling>(['segmented', 'lru', 'reject'])(
    "P-13 with '%s', the same sessions go as in a naive model",
    (culling) => {
      const max = fc.constantFrom(1, 2, 3, 4, 8, 9, 16);
      fc.assert(
        fc.property(max, fc.array(deed, { maxLength: 120, size: 'max' }), (sessionMax, deeds) => {
          const comparison = new Comparison(sessionMax, culling);
          for (const one of deeds) comparison.run(one);
          const { seen, wanted } = comparison.finish();
          expect(seen).toEqual(wanted);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('P-13 takes those that never came back first, of these those without a principal', () => {
    const house = new House(4);
    const [regular, member, once, named] = [
      house.visit(),
      house.visit(),
      house.visit(),
      house.visit(),
    ];
    house.signIn(named, 'n');
    house.signIn(member, 'm');
    house.comeBack(regular.id);
    house.comeBack(member.id);
    const culled = Array.from({ length: 4 }, () => {
      // Whoever comes now has a name and comes back, and so is the last to go.
      const live = house.visit();
      house.signIn(live, 'x');
      house.comeBack(live.id);
      return house.takeEnded();
    });
    expect(culled.flat()).toEqual([once.id, named.id, regular.id, member.id]);
  });

  it("S-46 a session in use is never culled, whatever comes, also with 'lru'", () => {
    for (const culling of ['segmented', 'lru'] as const) {
      const house = new House(8, culling);
      const used = Array.from({ length: 7 }, () => house.engine.create());
      for (let i = 0; i < 1000; i += 1) house.visit();
      expect(used.map(({ state }) => state)).toEqual(new Array<string>(7).fill('new'));
      expect(house.engine.metrics.culledSessions).toBe(999);
      expect(house.engine.metrics.culledWhileFull).toBe(0);
    }
  });

  it('R17 exceeds the cap while all are in use, says so, and shrinks as uses end', () => {
    const house = new House(3);
    const used = Array.from({ length: 10 }, () => house.engine.create());
    const { metrics } = house.engine;
    expect([metrics.activeSessions, metrics.culledWhileFull]).toEqual([10, 7]);
    expect(house.diagnostics.warnings[0]).toContain('All 3 sessions (sessionMax)');
    const sizes = used.map((live) => {
      house.engine.release(live);
      return metrics.activeSessions;
    });
    expect(sizes).toEqual([9, 8, 7, 6, 5, 4, 3, 3, 3, 3]);
    expect([metrics.culledSessions, metrics.peakActiveSessions]).toEqual([7, 10]);
  });

  it("R17 refuses with 503 and Retry-After under 'reject', and lets in again once there is room", () => {
    const house = new House(2, 'reject');
    const [first] = [house.visit(), house.visit()];
    expect(() => house.visit()).toThrow(
      expect.objectContaining({ status: 503, headers: { 'Retry-After': '10' } }),
    );
    expect(house.engine.metrics.rejectedSessions).toBe(1);
    expect(house.comeBack(first.id)).toBe(true);
    house.engine.end(first, 'invalidated');
    house.visit();
    expect(house.takeEnded()).toEqual([]);
    expect(house.engine.metrics.rejectedSessions).toBe(1);
  });

  it('R17 leaves room for somebody new, also after all were in use and came back meanwhile', () => {
    const house = new House(16);
    const all = Array.from({ length: 16 }, () => house.visit());
    for (const { id } of all) house.open(id);
    // Culling meets them all in use, which takes them out of the order until they are let go.
    const extra = house.engine.create();
    for (const { id } of all) house.open(id);
    for (const live of [...all, ...all]) house.engine.release(live);
    house.engine.end(extra, 'invalidated');
    house.takeEnded();
    const [first, second] = [house.visit(), house.visit()];
    expect(isAlive(first) && isAlive(second)).toBe(true);
    const returners = all.filter((live) => isAlive(live) && live.standing === 'returner');
    expect(returners).toHaveLength(14);
  });

  it.each([1, 2, 3])('R17 works with room for %d', (sessionMax) => {
    const house = new House(sessionMax);
    for (let i = 0; i < 20; i += 1) {
      const live = house.visit();
      expect(house.comeBack(live.id)).toBe(true);
      expect(house.engine.metrics.activeSessions).toBeLessThanOrEqual(sessionMax);
    }
  });

  it('R17 warns once that sessions are culled, and names the option', () => {
    const emitted: string[] = [];
    const diagnostics = new SilentDiagnostics();
    const engine = createEngine({ sessionMax: 2, diagnostics });
    for (let i = 0; i < 5; i += 1) engine.release(engine.create());
    emitted.push(...diagnostics.warnings);
    expect(emitted[0]).toContain('sessionMax (2) is reached');
  });
});

describe('Residency', () => {
  const live = (id: string): LiveSession =>
    new LiveSession({ id, createdAt: 0, createdMs: 0, maxInactiveSeconds: 1800 });

  it.each<Culling>(['segmented', 'lru'])(
    "forgets nobody by itself, however many come back at once, with '%s'",
    (culling) => {
      const residency = new Residency(2, culling);
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
      // As when a store fails to take them, so that all have to stay.
      for (const one of ids.map(live)) residency.setAside(one);
      for (const one of [...residency.all()]) residency.settle(one);
      expect([...residency.all()].map(({ id }) => id).sort()).toEqual(ids);
      expect(ids.map((id) => residency.find(id)?.id)).toEqual(ids);
    },
  );

  it('finds a session that was set aside by its new id only', () => {
    const residency = new Residency(1, 'segmented');
    const [first, second] = [live('first'), live('second')];
    first.uses = 1;
    residency.add(first);
    expect(residency.takeVictim()).toBeUndefined();
    residency.add(second);
    residency.rename(first, 'renamed');
    expect([residency.find('first'), residency.find('renamed')]).toEqual([undefined, first]);
    residency.remove(first);
    expect([residency.find('renamed'), residency.size]).toEqual([undefined, 1]);
  });
});
