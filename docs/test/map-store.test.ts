import { describe, expect, it } from '@jest/globals';
import { createServer, type SessionChange, type SessionRecord } from 'httpsession';
import { MapStore } from '../../examples/docs/map-store.ts';
import { cookieOf, listen } from './support.ts';

const FAR = Date.now() + 3_600_000;
const bytes = (text: string): Uint8Array => Buffer.from(text);

function recordOf(key: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    key,
    uid: `uid of ${key}`,
    version: 1,
    createdAt: 1,
    lastAccessedAt: 1,
    maxInactiveMs: 1000,
    expiresAt: FAR,
    attributes: new Map(),
    ...more,
  };
}

function changeOf(more: Partial<SessionChange> = {}): SessionChange {
  return {
    uid: 'uid',
    set: new Map(),
    removed: new Set(),
    lastAccessedAt: 2,
    inUseAt: FAR - 2000,
    graceMs: 0,
    endsAt: undefined,
    ...more,
  };
}

describe('the store of how-to/write-a-store', () => {
  it('creates a key once', () => {
    const store = new MapStore();
    expect([store.create(recordOf('a')), store.create(recordOf('a'))]).toEqual([true, false]);
  });

  it('loads what is there, and says when it is known', () => {
    const store = new MapStore();
    store.create(recordOf('a'));
    expect(store.load('a')).toEqual(recordOf('a'));
    expect([store.load('a', 1), store.load('b')]).toEqual(['unchanged', undefined]);
  });

  it('writes only what a change names', () => {
    const store = new MapStore();
    store.create(
      recordOf('a', {
        attributes: new Map([
          ['x', bytes('1')],
          ['y', bytes('2')],
        ]),
      }),
    );
    const change = { set: new Map([['z', bytes('3')]]), removed: new Set(['x']), principal: 'ann' };
    expect(store.update('a', changeOf(change))).toBe('ok');
    expect(store.load('a')).toEqual(
      recordOf('a', {
        version: 2,
        lastAccessedAt: 2,
        principal: 'ann',
        attributes: new Map([
          ['y', bytes('2')],
          ['z', bytes('3')],
        ]),
      }),
    );
    store.update('a', changeOf({ principal: null }));
    expect(store.load('a')).not.toHaveProperty('principal');
  });

  it('keeps the later access, and the idle time that a change does not name', () => {
    const store = new MapStore();
    store.create(recordOf('a', { lastAccessedAt: 5 }));
    store.update('a', changeOf({ inUseAt: FAR }));
    expect(store.load('a')).toMatchObject({
      lastAccessedAt: 5,
      maxInactiveMs: 1000,
      expiresAt: FAR + 1000,
    });
    store.update('a', changeOf({ maxInactiveMs: 500, inUseAt: FAR - 900, graceMs: 60_000 }));
    expect(store.load('a')).toMatchObject({ maxInactiveMs: 500, expiresAt: FAR - 350 });
  });

  it('refuses a change of another version', () => {
    const store = new MapStore();
    store.create(recordOf('a'));
    expect(store.update('a', changeOf({ ifVersion: 7 }))).toBe('conflict');
    expect(store.load('a', 1)).toBe('unchanged');
  });

  it('never makes a record by an update', () => {
    const store = new MapStore();
    store.create(recordOf('old', { expiresAt: 1 }));
    expect([store.update('a', changeOf()), store.update('old', changeOf())]).toEqual([
      'gone',
      'gone',
    ]);
    expect([store.load('a'), store.load('old')]).toEqual([undefined, undefined]);
  });

  it('renames in one step, and takes late changes through the former key', () => {
    const store = new MapStore();
    store.create(recordOf('a', { sealedId: bytes('id') }));
    expect([store.rename('a', 'b'), store.rename('a', 'c'), store.rename('x', 'y')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(store.load('a')).toBeUndefined();
    expect(store.load('b')).not.toHaveProperty('sealedId');
    expect(store.create(recordOf('a'))).toBe(false);
    expect(store.rename('b', 'c', bytes('new'))).toBe(true);
    expect(store.update('a', changeOf())).toBe('ok');
    expect(store.load('c')).toMatchObject({ version: 2, sealedId: bytes('new') });
  });

  it('deletes through the former key too, and again without harm', () => {
    const store = new MapStore();
    store.create(recordOf('a'));
    store.rename('a', 'b');
    expect([store.delete('a'), store.delete('a'), store.delete('b')]).toEqual([true, false, false]);
  });

  it('leases an expired record to one caller, the longest expired first', () => {
    const store = new MapStore();
    for (const [key, expiresAt] of [
      ['a', 3],
      ['b', 1],
      ['c', FAR],
      ['d', 2],
    ] as const) {
      store.create(recordOf(key, { expiresAt }));
    }
    expect(store.takeExpired(2, 60_000).map(({ key }) => key)).toEqual(['b', 'd']);
    expect(store.takeExpired(9, 60_000).map(({ key }) => key)).toEqual(['a']);
    expect(store.takeExpired(9, 60_000)).toEqual([]);
    expect(store.delete('b')).toBe(true);
  });

  it('gives out a record again when the lease has ended', () => {
    const store = new MapStore();
    store.create(recordOf('a', { expiresAt: 1 }));
    store.takeExpired(1, 0);
    expect(store.takeExpired(1, 0)).toHaveLength(1);
  });

  it('S1-30 shares sessions between two servers', async () => {
    const store = new MapStore();
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) =>
        listen(
          createServer({ store }, (request, response) => {
            const session = request.getSession();
            const seen = (session.getAttribute('seen') ?? []) as string[];
            session.setAttribute('seen', [...seen, name]);
            response.end(JSON.stringify(session.getAttribute('seen')));
          }),
        ),
      ),
    );
    const cookie = cookieOf(await fetch(a ?? ''));
    expect(await (await fetch(b ?? '', { headers: { cookie } })).json()).toEqual(['a', 'b']);
  });
});
