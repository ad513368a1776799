import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from '../../src/store/memory-store.ts';
import {
  hasListing,
  hasLocks,
  hasNotices,
  hasPrincipalIndex,
  type SessionLock,
  type SessionStore,
} from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { changeOf, recordOf } from '../support/records.ts';

describe('abilities of MemoryStore', () => {
  it('are listing, an index of principals and locks, but no notices', () => {
    const store: SessionStore = new MemoryStore();

    expect(
      [hasListing, hasPrincipalIndex, hasLocks, hasNotices].map((has) => has(store)),
    ).toStrictEqual([true, true, true, false]);
  });

  it('are told from names without methods behind them', () => {
    const store = Object.assign(Object.create(new MemoryStore()) as SessionStore, {
      list: undefined,
      lock: undefined,
    });

    expect(hasListing(store)).toBe(false);
    expect(hasLocks(store)).toBe(false);
  });
});

describe('listing', () => {
  it('tells of sessions without their attributes, up to the limit', () => {
    const store = new MemoryStore();
    store.create(recordOf('a', { principal: 'ada' }));
    store.create(recordOf('b'));
    store.create(recordOf('c'));

    expect(store.list(2)).toHaveLength(2);
    expect(store.list(0)).toHaveLength(0);
    expect(store.list(10)[0]).toStrictEqual({
      key: 'a',
      uid: 'uid of a',
      createdAt: 1000,
      lastAccessedAt: 1000,
      expiresAt: undefined,
      principal: 'ada',
    });
  });

  it('finds a session by its uid, under whatever key it is', () => {
    const store = new MemoryStore();
    store.create(recordOf('a'));
    store.rename('a', 'b');

    expect(store.findByUid('uid of a')).toMatchObject({ key: 'b' });
    store.delete('b');
    expect(store.findByUid('uid of a')).toBeUndefined();
  });
});

describe('the index of principals', () => {
  const keys = (store: MemoryStore, principal: string): string[] =>
    store.findByPrincipal(principal).map(({ key }) => key);

  it('finds the sessions of a principal, the oldest first', () => {
    const store = new MemoryStore();
    store.create(recordOf('young', { principal: 'ada', createdAt: 3 }));
    store.create(recordOf('old', { principal: 'ada', createdAt: 1 }));
    store.create(recordOf('other', { principal: 'eve', createdAt: 2 }));
    store.create(recordOf('nobody'));

    expect(keys(store, 'ada')).toStrictEqual(['old', 'young']);
    expect(keys(store, 'Ada')).toStrictEqual([]);
    expect(keys(store, '__proto__')).toStrictEqual([]);
  });

  it('follows each change of the principal', () => {
    const store = new MemoryStore();
    store.create(recordOf('a'));

    store.update('a', changeOf({ principal: 'ada' }));
    expect(keys(store, 'ada')).toStrictEqual(['a']);
    store.update('a', changeOf());
    expect(keys(store, 'ada')).toStrictEqual(['a']);
    store.update('a', changeOf({ principal: 'eve' }));
    expect([keys(store, 'ada'), keys(store, 'eve')]).toStrictEqual([[], ['a']]);
    store.update('a', changeOf({ principal: null }));
    expect(keys(store, 'eve')).toStrictEqual([]);
    expect(store.load('a')).not.toHaveProperty('principal');
  });

  it('keeps to a session through rename, and forgets it with the session', () => {
    const store = new MemoryStore();
    store.create(recordOf('a', { principal: 'ada' }));

    store.rename('a', 'b');
    expect(keys(store, 'ada')).toStrictEqual(['b']);
    store.delete('b');
    expect(keys(store, 'ada')).toStrictEqual([]);
  });
});

describe('locks of MemoryStore', () => {
  const LONG = { leaseMs: 60_000, waitMs: 60_000 };

  function setUp(): { clock: FakeClock; store: MemoryStore } {
    const clock = new FakeClock();
    return { clock, store: new MemoryStore({ clock }) };
  }

  function held(lock: unknown): SessionLock {
    if (typeof lock !== 'object' || lock === null || !('token' in lock))
      throw new Error('not held');
    return lock as SessionLock;
  }

  it('are had at once by the first, and by the next when it is released', async () => {
    const { store } = setUp();
    const first = held(store.lock('a', LONG));
    const second = store.lock('a', LONG);
    let isHad = false;
    void Promise.resolve(second).then(() => (isHad = true));

    await Promise.resolve();
    expect(isHad).toBe(false);
    expect(first.release()).toBe(true);

    expect(held(await second).token).toBeGreaterThan(first.token);
  });

  it('have nothing to do with locks of other names', () => {
    const { store } = setUp();
    held(store.lock('a', LONG));

    expect(held(store.lock('b', LONG)).token).toBeGreaterThan(0);
  });

  it('R26 are given first come, first served', async () => {
    const { store } = setUp();
    const order: number[] = [];
    const first = held(store.lock('a', LONG));
    const others = [1, 2, 3, 4].map(async (number) => {
      const lock = held(await store.lock('a', LONG));
      order.push(number);
      await lock.release();
    });

    expect(first.release()).toBe(true);
    await Promise.all(others);

    expect(order).toStrictEqual([1, 2, 3, 4]);
  });

  it('are not waited for without time to wait', () => {
    const { store } = setUp();
    held(store.lock('a', LONG));

    expect(store.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
  });

  it('are given up after the time to wait, which does not hold up those behind', async () => {
    const { clock, store } = setUp();
    const first = held(store.lock('a', LONG));
    const impatient = store.lock('a', { leaseMs: 1000, waitMs: 100 });
    const patient = store.lock('a', LONG);

    clock.advance(100);
    expect(await impatient).toBeUndefined();
    expect(first.release()).toBe(true);

    expect(held(await patient).token).toBeGreaterThan(first.token);
  });

  it('end with their lease, and the late holder learns of it', async () => {
    const { clock, store } = setUp();
    const crashed = held(store.lock('a', { leaseMs: 1000, waitMs: 0 }));
    const next = store.lock('a', LONG);

    clock.advance(1000);
    const holder = held(await next);

    expect(crashed.renew(1000)).toBe(false);
    expect(crashed.release()).toBe(false);
    expect(store.lock('a', { leaseMs: 1, waitMs: 0 })).toBeUndefined();
    expect(holder.release()).toBe(true);
  });

  it('are kept by renewing the lease', () => {
    const { clock, store } = setUp();
    const lock = held(store.lock('a', { leaseMs: 1000, waitMs: 0 }));

    clock.advance(900);
    expect(lock.renew(1000)).toBe(true);
    clock.advance(900);
    expect(store.lock('a', { leaseMs: 1, waitMs: 0 })).toBeUndefined();
    clock.advance(100);
    expect(lock.renew(1000)).toBe(false);
    expect(store.lock('a', { leaseMs: 1, waitMs: 0 })).toBeDefined();
  });

  it('are released once', () => {
    const { store } = setUp();
    const lock = held(store.lock('a', LONG));

    expect(lock.release()).toBe(true);
    expect(lock.release()).toBe(false);
    expect(store.lock('a', { leaseMs: 1, waitMs: 0 })).toBeDefined();
  });

  it('leave no timer and nobody waiting when the store is closed', async () => {
    const { clock, store } = setUp();
    const first = held(store.lock('a', LONG));
    const second = store.lock('a', LONG);

    store.close();

    expect(await second).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
    expect(first.release()).toBe(false);
    expect(held(store.lock('a', LONG)).token).toBeGreaterThan(first.token);
  });

  it('leave no timer when they are released', async () => {
    const { clock, store } = setUp();
    const first = held(store.lock('a', LONG));
    const second = store.lock('a', LONG);

    expect(first.release()).toBe(true);
    expect(held(await second).release()).toBe(true);

    expect(clock.pendingTimers).toBe(0);
  });
});
