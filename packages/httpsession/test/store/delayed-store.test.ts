import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { hasListing, hasLocks, hasNotices, hasPrincipalIndex } from '../../src/store/store.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { changeOf, recordOf } from '../support/records.ts';

/** Whether a promise has settled once everything that could run has run. */
async function isSettled(promise: unknown): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  void Promise.resolve(promise).then(note, note);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('DelayedStore', () => {
  it('answers with promises what the store inside answers', async () => {
    const store = new DelayedStore(new MemoryStore());

    const created = store.create(recordOf('a'));

    expect(created).toBeInstanceOf(Promise);
    expect(await created).toBe(true);
    expect(await store.load('a')).toStrictEqual(recordOf('a'));
    expect(await store.update('b', changeOf())).toBe('gone');
  });

  it('answers at once when asked to', () => {
    const store = new DelayedStore(new MemoryStore(), { answers: 'at once' });

    expect(store.create(recordOf('a'))).toBe(true);
  });

  it('records every call', async () => {
    const store = new DelayedStore(new MemoryStore());
    await store.load('a', 3);
    await store.delete('a');

    expect(store.calls).toStrictEqual([
      { method: 'load', args: ['a', 3] },
      { method: 'delete', args: ['a'] },
    ]);
    expect(store.count('load')).toBe(1);
  });

  it('holds calls back before they reach the store', async () => {
    const inner = new MemoryStore();
    const store = new DelayedStore(inner, { answers: 'at once' });
    const held = store.hold('create');

    const created = store.create(recordOf('a'));
    expect(await isSettled(created)).toBe(false);
    expect(inner.load('a')).toBeUndefined();
    held.open();

    expect(await created).toBe(true);
    expect(inner.load('a')).toBeDefined();
  });

  it('holds answers back after the store did its work', async () => {
    const inner = new MemoryStore();
    const store = new DelayedStore(inner);
    const held = store.hold('create', 'after');

    const created = store.create(recordOf('a'));
    expect(await isSettled(created)).toBe(false);
    expect(inner.load('a')).toBeDefined();
    held.open();

    expect(await created).toBe(true);
  });

  it('fails the call that it is asked to fail, before or after the work', async () => {
    const inner = new MemoryStore();
    const store = new DelayedStore(inner);
    const error = new Error('no route');
    store.fail('create', 2, { error });
    store.fail('delete', 1, { moment: 'after' });

    expect(await store.create(recordOf('a'))).toBe(true);
    await expect(store.create(recordOf('b'))).rejects.toBe(error);
    expect(await store.create(recordOf('c'))).toBe(true);
    await expect(store.delete('a')).rejects.toThrow('delete failed');
    expect(inner.list(10).map(({ key }) => key)).toStrictEqual(['c']);
  });

  it('throws where it answers at once', () => {
    const store = new DelayedStore(new MemoryStore(), { answers: 'at once' });
    store.fail('load');

    expect(() => store.load('a')).toThrow('load failed');
    expect(store.load('a')).toBeUndefined();
  });

  it('can answer never, until it calms down', async () => {
    const store = new DelayedStore(new MemoryStore());
    store.neverAnswer('load');

    expect(await isSettled(store.load('a'))).toBe(false);
    store.calmDown();
    expect(await isSettled(store.load('a'))).toBe(true);
  });

  it('has the abilities of the store inside, and no others', async () => {
    const able = new DelayedStore(new MemoryStore());
    const bare = new DelayedStore(
      Object.assign(Object.create(new MemoryStore()) as MemoryStore, {
        ...able,
        list: undefined,
        lock: undefined,
        findByPrincipal: undefined,
      }),
    );

    expect([hasListing(able), hasPrincipalIndex(able), hasLocks(able)]).toStrictEqual([
      true,
      true,
      true,
    ]);
    expect(hasNotices(able)).toBe(false);
    expect([hasListing(bare), hasPrincipalIndex(bare), hasLocks(bare)]).toStrictEqual([
      false,
      false,
      false,
    ]);
    expect(able.coherent).toBe(true);
    expect(new DelayedStore(new MemoryStore(), { coherent: false }).coherent).toBe(false);
    if (!hasListing(able)) throw new Error('it can list');
    expect(await able.list(1)).toStrictEqual([]);
  });
});
