import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { EncryptedStore, MemoryStore, UNREADABLE_KEPT_MS } from 'httpsession';
import type { Bytes, EncryptedStoreOptions, SessionRecord, SessionStore } from 'httpsession';
import { hasListing, hasLocks, hasNotices, hasPrincipalIndex } from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { attributesOf, bytesOf, changeOf, recordOf } from '../support/records.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

const warnings = collectWarnings();
const [K1, K2] = [randomBytes(32), randomBytes(32)];

interface Setup {
  readonly inner: MemoryStore;
  readonly store: EncryptedStore;
  readonly errors: Error[];
}

function encrypted(
  options: Partial<EncryptedStoreOptions> = {},
  inner: MemoryStore = new MemoryStore(),
): Setup {
  const errors: Error[] = [];
  const onError = (error: Error): void => void errors.push(error);
  return { inner, errors, store: new EncryptedStore(inner, { keys: [K1], onError, ...options }) };
}

function loaded(store: SessionStore, key: string): SessionRecord | undefined {
  const record = store.load(key);
  if (record === 'unchanged' || record instanceof Promise) throw new Error('at once, and whole');
  return record;
}

function rawOf(inner: MemoryStore, key: string, name = 'cart'): Buffer {
  return Buffer.from(loaded(inner, key)?.attributes.get(name) ?? []);
}

/** Puts other bytes in the place of a value, behind the back of the encryption. */
function tamper(inner: MemoryStore, key: string, set: Record<string, Bytes>): void {
  inner.update(key, changeOf({ set: new Map(Object.entries(set)) }));
}

describe('EncryptedStore', () => {
  it('gives back what it was given, and at once where the store inside does', () => {
    const { store, errors } = encrypted();
    const record = recordOf('a', {
      attributes: attributesOf({ cart: 'tea', '': '', '😀': 'x'.repeat(70_000) }),
    });
    expect(store.create(record)).toBe(true);
    expect(loaded(store, 'a')).toEqual(record);
    const set = attributesOf({ cart: 'coffee' });
    expect(store.update('a', changeOf({ uid: record.uid, set, removed: new Set(['']) }))).toBe(
      'ok',
    );
    expect(loaded(store, 'a')?.attributes.get('cart')).toEqual(Buffer.from('coffee'));
    expect(loaded(store, 'a')?.attributes.has('')).toBe(false);
    expect(store.load('a', 2)).toBe('unchanged');
    expect(errors).toEqual([]);
  });

  it('S2-25 S2-28 the store inside sees no value, and 33 bytes more for each', () => {
    const { inner, store } = encrypted();
    void store.create(recordOf('a', { attributes: attributesOf({ cart: 'SECRET' }) }));
    const raw = rawOf(inner, 'a');
    expect(raw.includes('SECRET')).toBe(false);
    expect(raw).toHaveLength('SECRET'.length + 33);
  });

  it('the same value is encrypted to other bytes each time, and only what changed is written', () => {
    const { inner, store } = encrypted();
    void store.create(recordOf('a', { attributes: attributesOf({ cart: 'tea', user: 'ann' }) }));
    const before = [rawOf(inner, 'a'), rawOf(inner, 'a', 'user')];
    void store.update('a', changeOf({ uid: 'uid of a', set: attributesOf({ cart: 'tea' }) }));
    expect(rawOf(inner, 'a')).not.toEqual(before[0]);
    expect(rawOf(inner, 'a', 'user')).toEqual(before[1]);
  });

  it.each<[string, (setup: Setup) => void]>([
    [
      'changed by one bit, anywhere',
      ({ inner }) => {
        const raw = rawOf(inner, 'a');
        raw[raw.length - 20]! ^= 1;
        tamper(inner, 'a', { cart: raw });
      },
    ],
    ['cut short', ({ inner }) => tamper(inner, 'a', { cart: rawOf(inner, 'a').subarray(0, -1) })],
    ['empty', ({ inner }) => tamper(inner, 'a', { cart: new Uint8Array() })],
    ['not encrypted', ({ inner }) => tamper(inner, 'a', { cart: bytesOf('"plain"'.repeat(20)) })],
    [
      'that of another attribute',
      ({ inner }) => tamper(inner, 'a', { cart: rawOf(inner, 'a', 'user') }),
    ],
    [
      'that of another session',
      ({ inner, store }) => {
        void store.create(recordOf('b', { attributes: attributesOf({ cart: 'tea' }) }));
        tamper(inner, 'a', { cart: rawOf(inner, 'b') });
      },
    ],
    [
      'of another application',
      ({ inner }) => {
        const there = new MemoryStore();
        void new EncryptedStore(there, { keys: [K1], context: '/other' }).create(recordOf('a'));
        tamper(inner, 'a', { cart: rawOf(there, 'a') });
      },
    ],
    [
      'encrypted with a lost key',
      ({ inner }) => {
        const there = new MemoryStore();
        void new EncryptedStore(there, { keys: [K2] }).create(recordOf('a'));
        tamper(inner, 'a', { cart: rawOf(there, 'a') });
      },
    ],
  ])('S2-28 a record with a value that is %s does not exist, which is told', (_what, harm) => {
    const setup = encrypted();
    const { inner, store, errors } = setup;
    void store.create(recordOf('a', { attributes: attributesOf({ cart: 'tea', user: 'ann' }) }));
    harm(setup);
    expect(store.load('a')).toBeUndefined();
    expect(errors).toEqual([expect.objectContaining({ code: 'HTTPSESSION_UNREADABLE_RECORD' })]);
    for (const secret of ['tea', 'ann', 'uid of', K1.toString('base64')])
      expect(inspect(errors)).not.toContain(secret);
    // It is still there for whoever has the key, and can be deleted.
    expect(inner.load('a')).toBeDefined();
    expect(store.delete('a')).toBe(true);
  });

  it.each([0, 1, 5, 16, 17, 20, 22])(
    'S2-28 finds out that byte %d of a value was changed',
    (at) => {
      const { inner, store } = encrypted();
      void store.create(recordOf('a'));
      const raw = rawOf(inner, 'a');
      raw[at]! ^= 0x80;
      tamper(inner, 'a', { cart: raw });
      expect(store.load('a')).toBeUndefined();
    },
  );

  it('rotates: a new key in front, the old one behind it, then out', () => {
    const inner = new MemoryStore();
    void encrypted({ keys: [K1] }, inner).store.create(recordOf('old'));
    const both = encrypted({ keys: [K2, K1] }, inner).store;
    expect(loaded(both, 'old')?.attributes.get('cart')).toEqual(Buffer.from('tea'));
    void both.create(recordOf('new'));
    // Two values of one session may be of two keys.
    void both.update('old', changeOf({ uid: 'uid of old', set: attributesOf({ user: 'ann' }) }));
    expect(loaded(both, 'old')?.attributes.size).toBe(2);
    const { store, errors } = encrypted({ keys: [K2] }, inner);
    expect(loaded(store, 'new')?.attributes.get('cart')).toEqual(Buffer.from('tea'));
    expect(store.load('old')).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it('opens after a change of the id, and keeps what seals it', () => {
    const { store } = encrypted();
    void store.create(recordOf('a', { sealedId: bytesOf('sealed') }));
    void store.rename('a', 'b', bytesOf('sealed again'));
    expect(loaded(store, 'b')).toMatchObject({
      uid: 'uid of a',
      sealedId: bytesOf('sealed again'),
    });
    expect(loaded(store, 'b')?.attributes.get('cart')).toEqual(Buffer.from('tea'));
  });

  it('gives the expired readably, and leaves those that it cannot read to whoever can', async () => {
    const clock = new FakeClock();
    const inner = new MemoryStore({ clock });
    const { store, errors } = encrypted({ clock }, inner);
    const other = encrypted({ clock, keys: [K2] }, inner);
    const expiresAt = clock.now() + 1;
    void store.create(recordOf('good', { expiresAt }));
    void other.store.create(recordOf('other', { expiresAt }));
    clock.pass(10);
    const taken = await store.takeExpired(10, 1000);
    expect(taken.map(({ key, attributes }) => [key, attributes.get('cart')])).toEqual([
      ['good', Buffer.from('tea')],
    ]);
    expect(errors).toEqual([expect.objectContaining({ code: 'HTTPSESSION_UNREADABLE_RECORD' })]);
    expect(errors.join()).not.toMatch(/other/);
    void store.delete('good');
    clock.pass(1000);
    expect(await other.store.takeExpired(10, 1000)).toMatchObject([{ key: 'other' }]);
  });

  it('deletes what nobody could read for a day', async () => {
    const clock = new FakeClock();
    const { inner, store, errors } = encrypted({ clock }, new MemoryStore({ clock }));
    inner.create(recordOf('bad', { expiresAt: clock.now() + 1000 }));
    clock.pass(UNREADABLE_KEPT_MS + 999);
    expect(await store.takeExpired(10, 0)).toEqual([]);
    clock.pass(1);
    expect(await store.takeExpired(10, 0)).toEqual([]);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/it stays until a day/),
      expect.stringMatching(/it is deleted, and its listeners are not told/),
    ]);
    expect(inner.delete('bad')).toBe(false);
  });

  it('looks behind many that it cannot read, but not for ever', async () => {
    const clock = new FakeClock();
    const { inner, store } = encrypted({ clock }, new MemoryStore({ clock }));
    for (let number = 0; number < 25; number += 1) {
      inner.create(recordOf(`bad ${number}`, { expiresAt: clock.now() + number }));
    }
    void store.create(recordOf('good', { expiresAt: clock.now() + 100 }));
    clock.pass(200);
    expect(await store.takeExpired(2, 1000)).toEqual([]);
    expect(await store.takeExpired(2, 1000)).toMatchObject([{ key: 'good' }]);
  });

  it('tells when what cannot be read cannot be deleted either, and goes on', async () => {
    const clock = new FakeClock();
    const inner = new DelayedStore(new MemoryStore({ clock }));
    const errors: Error[] = [];
    const store = new EncryptedStore(inner, {
      clock,
      keys: [K1],
      onError: (error) => void errors.push(error),
    });
    await inner.create(recordOf('bad', { expiresAt: clock.now() + 1 }));
    clock.pass(UNREADABLE_KEPT_MS + 10);
    inner.fail('delete');
    await expect(store.takeExpired(10, 1000)).resolves.toEqual([]);
    expect(errors).toHaveLength(2);
  });

  it('has the abilities of the store inside, and no others', async () => {
    const able = [hasListing, hasPrincipalIndex, hasLocks, hasNotices];
    const { store, inner } = encrypted();
    expect(able.map((has) => has(store))).toEqual(able.map((has) => has(inner)));
    expect(store.coherent).toBe(true);
    void store.create(recordOf('a', { principal: 'ada' }));
    expect(await store.list?.(10)).toHaveLength(1);
    expect(await store.findByUid?.('uid of a')).toMatchObject({ key: 'a' });
    expect(await store.findByPrincipal?.('ada')).toHaveLength(1);
    expect(await store.lock?.('a', { leaseMs: 1, waitMs: 0 })).toBeDefined();
    void store.close();
    const bare = new EncryptedStore(bareStore(), { keys: [K1] });
    expect(able.map((has) => has(bare))).toEqual([false, false, false, false]);
    expect(bare.coherent).toBe(false);
  });

  it('passes notices on', () => {
    const heard: unknown[] = [];
    const inner = {
      ...bareStore(),
      subscribe: (listener: (notice: { kind: 'missed' }) => void) => {
        listener({ kind: 'missed' });
        return () => undefined;
      },
    };
    void new EncryptedStore(inner, { keys: [K1] }).subscribe?.((notice) => void heard.push(notice));
    expect(heard).toEqual([{ kind: 'missed' }]);
  });

  it.each<[string, unknown]>([
    ['keys', undefined],
    ['keys', []],
    ['keys', K1],
    ['keys', [K1, K2, Buffer.from(K1)]],
    ['keys[0]', ['']],
    ['keys[0]', [new Uint8Array()]],
    ['keys[1]', [K1, K2.subarray(1)]],
    ['keys[0]', [Buffer.concat([K1, K2])]],
    ['keys[0]', [Buffer.alloc(32)]],
    ['keys[0]', ['a'.repeat(43)]],
    ['keys[0]', ['a secret of some length, but no key at all']],
    ['keys[0]', [K1.toString('hex')]],
    ['keys[0]', [null]],
  ])('refuses %s that can be none (%#), and shows nothing of them', (option, keys) => {
    const make = (): unknown =>
      new EncryptedStore(new MemoryStore(), { keys: keys as EncryptedStoreOptions['keys'] });
    expect(make).toThrow(expect.objectContaining({ code: 'HTTPSESSION_BAD_OPTION', option }));
    try {
      make();
    } catch (error) {
      expect(String(error)).not.toContain('no key at all');
    }
  });

  it.each<[string, object]>([
    ['contxt', { contxt: 'shop' }],
    ['clock', { clock: { now: Date.now } }],
    ['clock', { clock: null }],
    ['options', new Map()],
  ])('refuses %s that nobody knows, or that is none (%#)', (option, wrong) => {
    const options = (wrong instanceof Map ? wrong : { keys: [K1], ...wrong }) as never;
    expect(() => new EncryptedStore(new MemoryStore(), options)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_BAD_OPTION', option }),
    );
  });

  it('takes keys in base64, with or without padding, also that of URLs', () => {
    const inner = new MemoryStore();
    void encrypted({ keys: [K1] }, inner).store.create(recordOf('a'));
    for (const text of [
      K1.toString('base64'),
      K1.toString('base64').slice(0, 43),
      K1.toString('base64url'),
    ])
      expect(loaded(encrypted({ keys: [text] }, inner).store, 'a')).toBeDefined();
  });

  it.each([{ context: 1 }, { onError: 'x' }])('refuses %j', (options) => {
    expect(() => encrypted(options as never)).toThrow(
      expect.objectContaining({ option: Object.keys(options)[0] }),
    );
  });

  it('shows no key when it is printed', () => {
    const printed = inspect(encrypted().store, { depth: 10, showHidden: true });
    expect(printed).not.toContain(inspect(K1).slice(8, 40));
    expect(JSON.stringify(encrypted().store)).not.toContain(K1.toString('base64'));
  });

  it('warns once of each reason when nobody wants to be told', () => {
    const inner = new MemoryStore();
    inner.create(recordOf('a'));
    const store = new EncryptedStore(inner, { keys: [K1] });
    void store.load('a');
    void store.load('a');
    expect(warnings).toHaveLength(1);
  });

  it('S2-25 under a manager, sessions are as without it', async () => {
    const clock = new FakeClock();
    const inner = new MemoryStore({ clock, coherent: false });
    const node = (keys: Buffer[]): ReturnType<typeof serve> =>
      serve({ clock, store: new EncryptedStore(inner, { keys, context: '/shop' }) });
    const [old, next] = [await node([K1]), await node([K2, K1])];
    const cookie = await startSession(old, (session) => session.setAttribute('cart', ['SECRET']));
    await next.visit(
      (request) => void (request.getSession().getAttribute('cart') as string[]).push('tea'),
      { cookie },
    );
    const { result } = await (
      await node([K2])
    ).visit((request): unknown => request.getSession().getAttribute('cart'), { cookie });
    expect(result).toEqual(['SECRET', 'tea']);
    expect(inspect(inner, { depth: 10 })).not.toContain('SECRET');
  });
});

function bareStore(): SessionStore {
  const inner = new MemoryStore({ coherent: false });
  return {
    create: (record) => inner.create(record),
    load: (key, known) => inner.load(key, known),
    update: (key, change) => inner.update(key, change),
    rename: (oldKey, newKey, sealedId) => inner.rename(oldKey, newKey, sealedId),
    delete: (key) => inner.delete(key),
    takeExpired: (limit, leaseMs) => inner.takeExpired(limit, leaseMs),
    close: () => inner.close(),
  };
}
