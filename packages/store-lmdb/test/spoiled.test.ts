import { describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { keysOf, spoil, type RawFile } from './support/raw-file.ts';
import { attributesOf, changeOf, recordOf } from './support/records.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

/** A folder with a session of its own kind of damage beside a sound one. */
async function spoiledFolder(
  kind: 's' | 'b',
  bytes: Uint8Array | undefined,
  useVersions = true,
): Promise<string> {
  const path = tempFolder();
  const first = openStore({ path, clock: new FakeClock() });
  const expiresAt = new FakeClock().now() + 1000;
  const attributes = attributesOf({ secret: 'hunter2'.repeat(200) });
  await first.create(recordOf('bad', { principal: 'ada', expiresAt, attributes }));
  await first.close();
  const [key = Buffer.alloc(0)] = await keysOf(path, kind);
  const write = (db: RawFile): unknown =>
    bytes === undefined ? db.remove(key) : db.put(key, bytes, 1);
  await spoil(path, write, { useVersions });
  return path;
}

/** Of a session that never expires, with more behind its end. */
function headThatGoesOn(): Uint8Array {
  const bytes = Buffer.alloc(500);
  bytes[0] = 1;
  bytes.writeDoubleLE(Infinity, 10);
  return bytes;
}

describe('an entry that cannot be read', () => {
  it.each<[string, 's' | 'b', Uint8Array | undefined, boolean]>([
    ['a head without a version, of nothing', 's', Buffer.alloc(0), false],
    ['a head without a version, of one byte', 's', Buffer.from([1]), false],
    ['a head without a version, of text', 's', Buffer.from('{"user":"ada"}'.repeat(30)), false],
    ['a large value without a version', 'b', Buffer.from('short'), false],
    ['a head of nothing', 's', Buffer.alloc(0), true],
    ['a head of one byte', 's', Buffer.from([1]), true],
    ['a head of text', 's', Buffer.from('{"user":"ada"}'.repeat(30)), true],
    ['a head of another format', 's', Buffer.concat([Buffer.from([9]), Buffer.alloc(200)]), true],
    ['a head that goes on', 's', headThatGoesOn(), true],
    ['a large value that is gone', 'b', undefined, true],
    ['a large value of another size', 'b', Buffer.from('short'), true],
  ])('is none: %s', async (_, kind, bytes, useVersions) => {
    const path = await spoiledFolder(kind, bytes, useVersions);
    const errors: Error[] = [];
    const clock = new FakeClock();
    const store = openStore({ path, clock, onError: (error) => errors.push(error) });
    await store.create(recordOf('good'));

    expect(store.load('bad')).toBeUndefined();
    expect(errors[0]).toMatchObject({ code: 'STORE_LMDB_ENTRY' });
    expect(errors.join()).not.toMatch(/hunter2|ada|bad/);
    expect(store.load('good')).toMatchObject({ key: 'good' });
    expect(await store.create(recordOf('bad'))).toBe(false);

    clock.advance(1000);
    await store.takeExpired(10, 1000);
    expect(await store.takeExpired(10, 1000)).toStrictEqual([]);
    expect(await store.delete('bad')).toBe(true);
    expect(await store.create(recordOf('bad', { uid: 'new' }))).toBe(true);
    expect(store.load('bad')).toMatchObject({ uid: 'new' });
    expect(await store.update('bad', changeOf({ principal: 'ada' }))).toBe('ok');
    expect(store.findByPrincipal('ada')).toHaveLength(1);
  });

  it('R12 is left to a process of another version, with its place in the index', async () => {
    const path = tempFolder();
    const clock = new FakeClock();
    const store = openStore({ path, clock, onError: () => undefined });
    await store.create(recordOf('newer', { expiresAt: clock.now() + 1000 }));
    await store.create(recordOf('good', { expiresAt: clock.now() + 2000 }));
    await store.close();
    const [, newer = Buffer.alloc(0)] = await keysOf(path, 's');
    let head: Uint8Array = Buffer.alloc(0);
    await spoil(path, (db) => {
      head = new Uint8Array(db.get(newer) ?? []);
      return db.put(newer, Buffer.concat([Buffer.from([9]), head.subarray(1)]), 1);
    });
    clock.advance(3000);
    const older = openStore({ path, clock, onError: () => undefined });

    expect(await older.takeExpired(1, 60_000)).toMatchObject([{ key: 'good' }]);
    await older.close();
    await spoil(path, (db) => db.put(newer, head, 1));
    const next = openStore({ path, clock });
    expect(await next.takeExpired(10, 60_000)).toMatchObject([{ key: 'newer' }]);
  });

  it('is warned of once, when nobody wants to be told', async () => {
    const path = await spoiledFolder('s', Buffer.from('x'));
    const store = openStore({ path });
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    store.load('bad');
    store.load('bad');

    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[0])).toMatch(/cannot be read.*STORE_LMDB_ENTRY/);
    warn.mockRestore();
  });

  it('fails no request, whatever onError throws', async () => {
    const path = await spoiledFolder('s', Buffer.from('x'));
    const store = openStore({
      path,
      onError: () => {
        throw new Error('of the application');
      },
    });
    expect(store.load('bad')).toBeUndefined();
  });

  it('R12 lets a session be ended of which a large value is gone', async () => {
    const path = await spoiledFolder('b', undefined);
    const clock = new FakeClock();
    const store = openStore({ path, clock, onError: () => undefined });
    clock.advance(1000);

    const [record] = await store.takeExpired(10, 1000);
    expect(record).toMatchObject({ key: 'bad', principal: 'ada', attributes: new Map() });
    expect(await store.delete('bad')).toBe(true);
  });
});
