import { describe, expect, it } from '@jest/globals';
import { MemoryStore, type MemoryStoreOptions } from '../../src/store/memory-store.ts';
import type { SessionRecord } from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { attributesOf, bytesOf, changeOf, recordOf } from '../support/records.ts';

function storeWith(...records: SessionRecord[]): MemoryStore {
  const store = new MemoryStore({ clock: new FakeClock() });
  for (const record of records) store.create(record);
  return store;
}

function loaded(store: MemoryStore, key: string): SessionRecord {
  const record = store.load(key);
  if (record === undefined || record === 'unchanged') throw new Error(`${key}: ${String(record)}`);
  return record;
}

describe('MemoryStore', () => {
  it('gives back what was created, with all its parts', () => {
    const record = recordOf('a', { principal: 'ada', sealedId: bytesOf('sealed'), version: 7 });
    const store = storeWith(record);

    expect(loaded(store, 'a')).toStrictEqual(record);
  });

  it('leaves out what a record does not have', () => {
    const record = loaded(storeWith(recordOf('a')), 'a');

    expect('principal' in record).toBe(false);
    expect('sealedId' in record).toBe(false);
  });

  it('keeps a session without attributes', () => {
    expect(loaded(storeWith(recordOf('a', { attributes: new Map() })), 'a').attributes.size).toBe(
      0,
    );
  });

  it('refuses to create what is there, and leaves it alone', () => {
    const store = storeWith(recordOf('a'));

    expect(store.create(recordOf('a', { uid: 'other', attributes: new Map() }))).toBe(false);
    expect(loaded(store, 'a')).toStrictEqual(recordOf('a'));
    expect(store.findByUid('other')).toBeUndefined();
  });

  it('says unchanged only for the version that it has', () => {
    const store = storeWith(recordOf('a', { version: 3 }));

    expect(store.load('a', 3)).toBe('unchanged');
    expect(store.load('a', 2)).toMatchObject({ version: 3 });
    expect(store.load('a', 4)).toMatchObject({ version: 3 });
  });

  it.each([
    'a ',
    'A',
    ' a',
    '',
    'a\0',
    '__proto__',
    'constructor',
    0 as unknown as string,
    ['a'] as unknown as string,
    { toString: () => 'a' } as unknown as string,
  ])('S-9 finds nothing under %p when it has a', (key) => {
    const store = storeWith(recordOf('a'));

    expect(store.load(key)).toBeUndefined();
    expect(store.update(key, changeOf())).toBe('gone');
    expect(store.rename(key, 'b')).toBe(false);
    expect(store.delete(key)).toBe(false);
  });

  it.each(['__proto__', 'constructor', 'toString', '', 'a\0b', '\ud800', 'ä'])(
    'S-27 keeps an attribute by the name %j',
    (name) => {
      const store = storeWith(recordOf('a', { attributes: new Map([[name, bytesOf('value')]]) }));
      store.update('a', changeOf({ set: new Map([[`${name}2`, bytesOf('other')]]) }));

      expect([...loaded(store, 'a').attributes.keys()]).toStrictEqual([name, `${name}2`]);
    },
  );

  it('is coherent unless it is told otherwise', () => {
    expect(new MemoryStore().coherent).toBe(true);
    expect(new MemoryStore({ coherent: false }).coherent).toBe(false);
  });

  it.each<[string, unknown]>([
    ['coherent', { coherent: 'false' }],
    ['coherent', { coherent: null }],
    ['cohernt', { cohernt: false }],
    ['clock', { clock: Date }],
    ['options', null],
    ['options', [false]],
  ])('refuses %s that is none, or that nobody knows (%#)', (option, options) => {
    expect(() => new MemoryStore(options as MemoryStoreOptions)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_BAD_OPTION', option }),
    );
  });

  it('takes what is undefined for left out', () => {
    const options = { coherent: undefined, clock: undefined } as unknown as MemoryStoreOptions;
    expect(new MemoryStore(options).coherent).toBe(true);
  });

  it('goes on after it was closed, however often', () => {
    const store = storeWith(recordOf('a'));

    store.close();
    store.close();

    expect(loaded(store, 'a').key).toBe('a');
  });
});

describe('MemoryStore.update', () => {
  it('sets and removes the attributes that are named and no others', () => {
    const store = storeWith(
      recordOf('a', { attributes: attributesOf({ x: '1', y: '2', z: '3' }) }),
    );

    const change = changeOf({
      set: attributesOf({ y: 'new', w: '4' }),
      removed: new Set(['z', 'q']),
    });

    expect(store.update('a', change)).toBe('ok');
    expect(loaded(store, 'a').attributes).toStrictEqual(attributesOf({ x: '1', y: 'new', w: '4' }));
  });

  it('keeps the changes of two writers that change different attributes', () => {
    const store = storeWith(recordOf('a'));

    store.update('a', changeOf({ set: attributesOf({ one: '1' }) }));
    store.update('a', changeOf({ set: attributesOf({ two: '2' }) }));

    expect([...loaded(store, 'a').attributes.keys()]).toStrictEqual(['cart', 'one', 'two']);
  });

  it('sets the times and the deadline, and raises the version', () => {
    const store = storeWith(recordOf('a', { version: 5 }));
    const inUseAt = 1e15;

    store.update('a', changeOf({ lastAccessedAt: 9999, maxInactiveMs: 80, inUseAt, graceMs: 5 }));

    expect(loaded(store, 'a')).toMatchObject({
      lastAccessedAt: 9999,
      maxInactiveMs: 80,
      expiresAt: 1e15 + 85,
      version: 6,
      createdAt: 1000,
    });
  });

  it('keeps the idle time that a change does not name, and the later access', () => {
    const store = storeWith(recordOf('a', { maxInactiveMs: 7000, lastAccessedAt: 5000 }));

    store.update('a', changeOf({ lastAccessedAt: 4000 }));

    expect(loaded(store, 'a')).toMatchObject({ maxInactiveMs: 7000, lastAccessedAt: 5000 });
  });

  it('R1 answers a conflict, and does nothing, when asked for another version', () => {
    const store = storeWith(recordOf('a', { version: 5 }));
    const change = changeOf({
      ifVersion: 4,
      set: attributesOf({ cart: 'lost' }),
      principal: 'eve',
    });

    expect(store.update('a', change)).toBe('conflict');
    expect(loaded(store, 'a')).toStrictEqual(recordOf('a', { version: 5 }));
    expect(store.findByPrincipal('eve')).toHaveLength(0);
    expect(store.update('a', { ...change, ifVersion: 5 })).toBe('ok');
    expect(store.update('a', { ...change, ifVersion: 5 })).toBe('conflict');
  });

  it('S-36 makes nothing where there is nothing', () => {
    const store = storeWith();

    expect(store.update('a', changeOf({ set: attributesOf({ cart: 'tea' }) }))).toBe('gone');
    expect(store.update('a', changeOf({ ifVersion: 1 }))).toBe('gone');
    expect(store.load('a')).toBeUndefined();
    expect(store.list(10)).toHaveLength(0);
  });

  it('S-36 does not bring back what was deleted', () => {
    const store = storeWith(recordOf('a', { principal: 'ada' }));
    store.delete('a');

    expect(
      store.update('a', changeOf({ set: attributesOf({ late: '1' }), principal: 'ada' })),
    ).toBe('gone');
    expect(store.load('a')).toBeUndefined();
    expect(store.findByUid('uid of a')).toBeUndefined();
    expect(store.findByPrincipal('ada')).toHaveLength(0);
  });
});

describe('MemoryStore.delete', () => {
  it('says whether there was something, so it can be repeated', () => {
    const store = storeWith(recordOf('a'));

    expect(store.delete('a')).toBe(true);
    expect(store.delete('a')).toBe(false);
    expect(store.load('a')).toBeUndefined();
  });

  it('frees the key', () => {
    const store = storeWith(recordOf('a'));
    store.delete('a');

    expect(store.create(recordOf('a', { uid: 'new' }))).toBe(true);
  });
});

describe('MemoryStore keeps to itself', () => {
  it('what it was given', () => {
    const attributes = attributesOf({ cart: 'tea' });
    const sealedId = bytesOf('sealed');
    const set = attributesOf({ more: 'milk' });
    const store = storeWith(recordOf('a', { attributes, sealedId }));
    store.update('a', changeOf({ set }));

    attributes.get('cart')?.fill(0);
    attributes.set('extra', bytesOf('x'));
    set.get('more')?.fill(0);
    sealedId.fill(0);

    const record = loaded(store, 'a');
    expect(record.attributes).toStrictEqual(attributesOf({ cart: 'tea', more: 'milk' }));
    expect(record.sealedId).toStrictEqual(bytesOf('sealed'));
  });

  it('the sealed id of a rename', () => {
    const sealedId = bytesOf('sealed');
    const store = storeWith(recordOf('a'));
    store.rename('a', 'b', sealedId);

    sealedId.fill(0);

    expect(loaded(store, 'b').sealedId).toStrictEqual(bytesOf('sealed'));
  });

  it('what it has', () => {
    const store = storeWith(recordOf('a', { sealedId: bytesOf('sealed') }));
    const first = loaded(store, 'a');

    first.attributes.get('cart')?.fill(0);
    first.sealedId?.fill(0);
    (first.attributes as Map<string, unknown>).clear();

    expect(loaded(store, 'a')).toStrictEqual(recordOf('a', { sealedId: bytesOf('sealed') }));
  });
});

describe('MemoryStore.rename', () => {
  it('R8 moves a session in one instant: one key before, the other after', () => {
    const store = storeWith(recordOf('a', { version: 3, sealedId: bytesOf('old') }));

    expect(store.rename('a', 'b', bytesOf('new'))).toBe(true);

    expect(store.load('a')).toBeUndefined();
    expect(loaded(store, 'b')).toStrictEqual(
      recordOf('b', { uid: 'uid of a', version: 3, sealedId: bytesOf('new') }),
    );
    expect(store.list(10)).toHaveLength(1);
  });

  it('R25 drops the sealed id when it gets no other: it would tell the former id', () => {
    const store = storeWith(recordOf('a', { sealedId: bytesOf('old') }));

    store.rename('a', 'b');

    expect(loaded(store, 'b').sealedId).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['what is not there', 'x', 'y'],
    ['onto a session', 'a', 'other'],
    ['onto itself', 'a', 'a'],
    ['onto the former key of a session', 'a', 'former'],
    ['what was renamed already', 'former', 'y'],
  ])('does nothing when asked to rename %s', (_, from, to) => {
    const store = storeWith(recordOf('a'), recordOf('other'), recordOf('former'));
    store.rename('former', 'now');

    expect(store.rename(from, to)).toBe(false);

    expect(
      store
        .list(10)
        .map(({ key }) => key)
        .sort(),
    ).toStrictEqual(['a', 'now', 'other']);
  });

  it('S-36 R8 lets an update under way reach the session through its former key, and load never', () => {
    const store = storeWith(recordOf('a'));
    store.rename('a', 'b');
    store.rename('b', 'c');

    expect(store.update('a', changeOf({ set: attributesOf({ late: '1' }) }))).toBe('ok');
    expect(store.update('b', changeOf({ set: attributesOf({ later: '2' }), ifVersion: 2 }))).toBe(
      'ok',
    );

    expect([...loaded(store, 'c').attributes.keys()]).toStrictEqual(['cart', 'late', 'later']);
    expect(store.load('a')).toBeUndefined();
    expect(store.load('b')).toBeUndefined();
  });

  it('ends the session when it is ended under its former key', () => {
    const store = storeWith(recordOf('a'));
    store.rename('a', 'b');

    expect(store.delete('a')).toBe(true);

    expect(store.load('b')).toBeUndefined();
    expect(store.delete('a')).toBe(false);
    expect(store.delete('b')).toBe(false);
  });

  it('S-36 does not bring back through a former key what was deleted under the new one', () => {
    const store = storeWith(recordOf('a'));
    store.rename('a', 'b');
    store.delete('b');

    expect(store.update('a', changeOf({ set: attributesOf({ late: '1' }) }))).toBe('gone');
    expect(store.load('a')).toBeUndefined();
    expect(store.load('b')).toBeUndefined();
  });

  it('gives nobody a former key while changes may still come in under it', () => {
    const store = storeWith(recordOf('a'));
    store.rename('a', 'b');

    expect(store.create(recordOf('a', { uid: 'new' }))).toBe(false);
  });

  it('forgets former keys after a minute', () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    store.create(recordOf('a'));
    store.rename('a', 'b');

    clock.advance(59_999);
    expect(store.update('a', changeOf())).toBe('ok');
    clock.advance(1);
    expect(store.update('a', changeOf())).toBe('gone');
    expect(store.delete('a')).toBe(false);
    expect(store.create(recordOf('a', { uid: 'new' }))).toBe(true);
    expect(store.update('a', changeOf({ set: attributesOf({ mine: '1' }) }))).toBe('ok');
    expect([...loaded(store, 'b').attributes.keys()]).toStrictEqual(['cart']);
  });

  it('keeps a former key that is used again apart from the one before', () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    store.create(recordOf('a'));
    store.rename('a', 'b');
    clock.advance(60_000);
    store.create(recordOf('a', { uid: 'second' }));
    store.rename('a', 'c');

    store.update('a', changeOf({ set: attributesOf({ mine: '1' }) }));

    expect(loaded(store, 'c').attributes.has('mine')).toBe(true);
    expect(loaded(store, 'b').attributes.has('mine')).toBe(false);
  });
});
