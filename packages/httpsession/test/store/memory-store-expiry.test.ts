import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { SessionChange, SessionRecord } from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { attributesOf, changeOf, recordOf } from '../support/records.ts';

/** A store with sessions that expire after so many milliseconds; undefined: never. */
function setUp(lifetimes: Readonly<Record<string, number | undefined>>): {
  clock: FakeClock;
  store: MemoryStore;
} {
  const clock = new FakeClock();
  const store = new MemoryStore({ clock });
  for (const [key, ms] of Object.entries(lifetimes)) {
    const expiresAt = ms === undefined ? undefined : clock.now() + ms;
    store.create(recordOf(key, { expiresAt, principal: 'ada' }));
  }
  return { clock, store };
}

/** A change after which the session expires then: a new idle time of one second that began before. */
function useUntil(expiresAt: number): SessionChange {
  return changeOf({ maxInactiveMs: 1000, inUseAt: expiresAt - 1000 });
}

function keysOf(records: readonly Pick<SessionRecord, 'key'>[]): string[] {
  return records.map(({ key }) => key);
}

describe('MemoryStore, when a session expires', () => {
  it('R10 has it until its deadline and from then on not', () => {
    const { clock, store } = setUp({ a: 1000 });

    clock.advance(999);
    expect(store.load('a')).toMatchObject({ key: 'a' });
    clock.advance(1);
    expect(store.load('a')).toBeUndefined();
    expect(store.load('a', 1)).toBeUndefined();
  });

  it('does not have one that was created too late', () => {
    const { store } = setUp({ a: 0, b: -1000 });

    expect(store.load('a')).toBeUndefined();
    expect(store.load('b')).toBeUndefined();
    expect(keysOf(store.takeExpired(10, 1000))).toStrictEqual(['b', 'a']);
  });

  it('S-36 neither updates nor renames it any more, and its key stays taken', () => {
    const { clock, store } = setUp({ a: 1000 });
    clock.advance(1000);

    expect(store.update('a', useUntil(clock.now() + 5000))).toBe('gone');
    expect(store.rename('a', 'b')).toBe(false);
    expect(store.create(recordOf('a', { uid: 'new' }))).toBe(false);
    expect(store.load('a')).toBeUndefined();
    expect(keysOf(store.takeExpired(10, 1000))).toStrictEqual(['a']);
  });

  it('S-36 does not update it through its former key either', () => {
    const { clock, store } = setUp({ a: 1000 });
    store.rename('a', 'b');
    clock.advance(1000);

    expect(store.update('a', useUntil(clock.now() + 5000))).toBe('gone');
  });

  it('does not list it', () => {
    const { clock, store } = setUp({ a: 1000, b: 2000 });
    clock.advance(1000);

    expect(keysOf(store.list(10))).toStrictEqual(['b']);
    expect(keysOf(store.findByPrincipal('ada'))).toStrictEqual(['b']);
    expect(store.findByUid('uid of a')).toBeUndefined();
  });

  it('lets it be deleted', () => {
    const { clock, store } = setUp({ a: 1000 });
    clock.advance(1000);

    expect(store.delete('a')).toBe(true);
    expect(store.takeExpired(10, 1000)).toHaveLength(0);
  });

  it('R11 follows a deadline that is moved, back and forth', () => {
    const { clock, store } = setUp({ later: 1000, sooner: 9000, never: 1000, finite: undefined });
    store.update('later', useUntil(clock.now() + 5000));
    store.update('sooner', useUntil(clock.now() + 2000));
    store.update('never', changeOf({ maxInactiveMs: 0 }));
    store.update('finite', useUntil(clock.now() + 3000));

    clock.advance(1999);
    expect(store.takeExpired(10, 60_000)).toHaveLength(0);
    clock.advance(1);
    expect(keysOf(store.takeExpired(10, 60_000))).toStrictEqual(['sooner']);
    clock.advance(1000);
    expect(keysOf(store.takeExpired(10, 60_000))).toStrictEqual(['finite']);
    clock.advance(2000);
    expect(keysOf(store.takeExpired(10, 60_000))).toStrictEqual(['later']);
    expect(store.load('never')).toMatchObject({ expiresAt: undefined });
  });

  it('R11 without a new idle time counts the one that it has, and never expires sooner', () => {
    const { clock, store } = setUp({ a: 60_000 });
    clock.advance(10_000);
    store.update('a', changeOf({ inUseAt: clock.now(), graceMs: 6000 }));
    expect(store.load('a')).toMatchObject({ expiresAt: clock.now() + 66_000 });
    store.update('a', changeOf({ inUseAt: clock.now() - 5000, graceMs: 0 }));
    expect(store.load('a')).toMatchObject({ expiresAt: clock.now() + 66_000 });
  });

  it('R10 moves a deadline by what is left, also when the wall clock was set back', () => {
    const { clock, store } = setUp({ a: 60_000 });
    clock.jumpWall(-3_600_000);
    clock.advance(10_000);
    store.update('a', changeOf({ inUseAt: clock.now() }));
    expect(store.load('a')).toMatchObject({ expiresAt: clock.now() + 60_000 });
    clock.advance(60_000);
    expect(store.load('a')).toBeUndefined();
  });

  it('R10 is not misled by a wall clock that is set', () => {
    const { clock, store } = setUp({ a: 10_000 });

    clock.jumpWall(3_600_000);
    expect(store.load('a')).toMatchObject({ key: 'a' });
    clock.jumpWall(-7_200_000);
    clock.advance(10_000);
    expect(store.load('a')).toBeUndefined();
  });
});

describe('MemoryStore.takeExpired', () => {
  it('R12 gives the expired in the order of their deadlines, up to the limit', () => {
    const { clock, store } = setUp({ c: 3000, a: 1000, d: 9000, b: 2000 });
    clock.advance(3000);

    expect(keysOf(store.takeExpired(2, 60_000))).toStrictEqual(['a', 'b']);
    expect(keysOf(store.takeExpired(2, 60_000))).toStrictEqual(['c']);
    expect(store.takeExpired(2, 60_000)).toHaveLength(0);
  });

  it('gives the record as it was, with all its parts', () => {
    const { clock, store } = setUp({ a: 1000 });
    store.update('a', {
      ...useUntil(clock.now() + 5),
      set: attributesOf({ more: 'milk' }),
    });
    const before = store.load('a');
    clock.advance(5);

    expect(store.takeExpired(1, 1000)).toStrictEqual([before]);
  });

  it('gives nothing for a limit of 0', () => {
    const { clock, store } = setUp({ a: 1000 });
    clock.advance(1000);

    expect(store.takeExpired(0, 1000)).toHaveLength(0);
  });

  it('R12 leases each record to one caller, hidden from everybody, until it is deleted', () => {
    const { clock, store } = setUp({ a: 1000 });
    clock.advance(1000);
    store.takeExpired(10, 5000);

    clock.advance(4999);
    expect(store.takeExpired(10, 5000)).toHaveLength(0);
    expect(store.load('a')).toBeUndefined();
    expect(store.update('a', changeOf({ maxInactiveMs: 0 }))).toBe('gone');
    expect(store.rename('a', 'b')).toBe(false);
    expect(store.create(recordOf('a'))).toBe(false);
    expect(store.list(10)).toHaveLength(0);
    expect(store.findByUid('uid of a')).toBeUndefined();
    expect(store.findByPrincipal('ada')).toHaveLength(0);

    expect(store.delete('a')).toBe(true);
    clock.advance(5000);
    expect(store.takeExpired(10, 5000)).toHaveLength(0);
  });

  it('R12 gives a record to another caller when the lease ends, as after a crash', () => {
    const { clock, store } = setUp({ a: 1000 });
    clock.advance(1000);
    store.takeExpired(10, 5000);

    clock.advance(5000);
    expect(keysOf(store.takeExpired(10, 5000))).toStrictEqual(['a']);
    expect(store.load('a')).toBeUndefined();
    clock.advance(4999);
    expect(store.takeExpired(10, 5000)).toHaveLength(0);
  });

  it('gives a record once per call, however short the lease', () => {
    const { clock, store } = setUp({ a: 1000, b: 1000 });
    clock.advance(1000);

    expect(keysOf(store.takeExpired(10, 0)).sort()).toStrictEqual(['a', 'b']);
  });

  it('takes what is due and leaves the rest alone, in any order of events', () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    const deadlines = new Map<string, number>();
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const mismatches: string[] = [];
    for (let step = 0; step < 4000; step += 1) {
      const key = `k${random(200)}`;
      const expiresAt = clock.now() + 1 + random(500);
      const at = deadlines.get(key);
      if (at === undefined) {
        store.create(recordOf(key, { expiresAt }));
        deadlines.set(key, expiresAt);
      } else if (random(4) === 0) {
        store.delete(key);
        deadlines.delete(key);
      } else {
        store.update(key, useUntil(expiresAt));
        deadlines.set(key, expiresAt);
      }
      clock.advance(random(3));
      const due = [...deadlines].filter(([, deadline]) => deadline <= clock.now());
      const taken = keysOf(store.takeExpired(1000, 1e9));
      const expected = due
        .map(([name]) => name)
        .sort()
        .join();
      if (taken.toSorted().join() !== expected) mismatches.push(`${step}: ${taken.join()}`);
      for (const name of taken) {
        store.delete(name);
        deadlines.delete(name);
      }
    }

    expect(mismatches).toStrictEqual([]);
  });
});
