import { describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LmdbStore, type LmdbStoreOptions } from '../src/index.ts';
import { openFailure } from '../src/file/failures.ts';
import { changeOf, recordOf } from './support/records.ts';
import { spoil } from './support/raw-file.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('new LmdbStore', () => {
  it.each<[string, Record<string, unknown>]>([
    ['path', { path: '' }],
    ['path', { path: undefined }],
    ['path', { path: 'a\0b' }],
    ['durability', { durability: 'disk' }],
    ['maxBytes', { maxBytes: 1024 }],
    ['maxBytes', { maxBytes: 1.5e9 + 0.5 }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['maxPending', { maxPending: 0 }],
    ['breaker.failures', { breaker: { failures: 0 } }],
    ['onError', { onError: 'log' }],
    ['clock', { clock: Date }],
    ['clock', { clock: null }],
    ['size', { size: 1 }],
  ])('names the option %s when it is wrong: %j', (option, wrong) => {
    const options = { path: tempFolder(), ...wrong } as unknown as LmdbStoreOptions;
    expect(() => new LmdbStore(options)).toThrow(expect.objectContaining({ option }));
  });

  it.each([[undefined], [null], [{}]])('needs a path, and says so: %p', (options) => {
    const make = (): LmdbStore => new LmdbStore(options as LmdbStoreOptions);
    expect(make).toThrow(expect.objectContaining({ option: 'path' }));
  });

  it('tells an option that is misspelt apart, whatever its value is', () => {
    const options = { path: tempFolder(), timeout: 100 };
    expect(() => new LmdbStore(options)).toThrow(
      'Option timeout is 100; it must be left out: it is none of path, durability,',
    );
  });

  it('makes a folder for its owner alone, whatever the mask, and files that nobody else reads', () => {
    const before = process.umask(0);
    try {
      const path = join(tempFolder(), 'deep', 'sessions.d');
      openStore({ path });
      expect(modeOf(path)).toBe('700');
      expect(modeOf(join(path, 'data.mdb'))).toBe('600');
      expect(modeOf(join(path, 'lock.mdb'))).toBe('600');
    } finally {
      process.umask(before);
    }
  });

  it('leaves the rights of a folder as they are that was there before', () => {
    const path = tempFolder();
    chmodSync(path, 0o750);
    openStore({ path });
    expect(modeOf(path)).toBe('750');
    expect(modeOf(join(path, 'data.mdb'))).toBe('600');
  });

  it('keeps sessions while it is closed', async () => {
    const path = tempFolder();
    const record = recordOf('a', {
      principal: 'ada',
      attributes: new Map([['x', Buffer.alloc(9000)]]),
    });
    const first = openStore({ path });
    await first.create(record);
    await first.close();

    const second = openStore({ path });
    expect(second.load('a')).toMatchObject({ key: 'a', principal: 'ada', version: 1 });
    expect(second.findByPrincipal('ada')).toHaveLength(1);
    expect(await second.update('a', changeOf())).toBe('ok');
  });

  it('refuses a file in the place of the folder', () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, 'text');
    expect(() => new LmdbStore({ path })).toThrow(/it is no folder.*STORE_LMDB_OPEN/);
    expect(() => new LmdbStore({ path: join(path, 'below') })).toThrow('STORE_LMDB_OPEN');
  });

  it('says which part of the path is no folder', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, 'text');
    const path = join(file, 'deep', 'below');
    expect(() => new LmdbStore({ path })).toThrow(
      `Cannot keep sessions in ${path}: ${file} is no folder`,
    );
  });

  it('says which part of the path is a link to nothing, and makes nothing', () => {
    const parent = tempFolder();
    const link = join(parent, 'link');
    symlinkSync(join(parent, 'nowhere'), link);
    for (const path of [link, join(link, 'below')]) {
      expect(() => new LmdbStore({ path })).toThrow(
        `Cannot keep sessions in ${path}: ${path === link ? 'it' : link} is a link to nothing`,
      );
    }
    expect(readdirSync(parent)).toStrictEqual(['link']);
  });

  it.each([
    ['text', Buffer.from('This is no LMDB file. '.repeat(1000))],
    ['zeros', Buffer.alloc(8192)],
    ['a few bytes', Buffer.from('x')],
  ])('refuses a data.mdb of %s', (_, bytes) => {
    const path = tempFolder();
    writeFileSync(join(path, 'data.mdb'), bytes);
    expect(() => new LmdbStore({ path })).toThrow(/no LMDB file.*STORE_LMDB_OPEN/);
    // What is there is left alone.
    expect(statSync(join(path, 'data.mdb')).size).toBe(bytes.length);
  });

  it('refuses the file of another program', async () => {
    const path = tempFolder();
    await spoil(path, (db) => db.put(Buffer.from('key'), Buffer.from('value')));
    expect(() => new LmdbStore({ path })).toThrow(/of another program.*STORE_LMDB_OPEN/);
  });

  it('refuses the file of another version', async () => {
    const path = tempFolder();
    await openStore({ path }).close();
    const other = Buffer.from('httpsession-store-lmdb 2');
    await spoil(path, (db) => db.put(Buffer.from('mformat'), other));
    expect(() => new LmdbStore({ path })).toThrow(
      /another version of this package.*STORE_LMDB_OPEN/,
    );
    // It may be opened by the right one.
    await spoil(path, (db) =>
      expect(Buffer.from(db.get(Buffer.from('mformat')) ?? '')).toEqual(other),
    );
  });

  it.each([
    ['EACCES', /this user may not write there/],
    ['EPERM', /this user may not write there/],
    ['EROFS', /this user may not write there/],
    ['ENOSPC', /the disk is full/],
    ['EDQUOT', /the disk is full/],
  ])('explains %s', (code, expected) => {
    const cause = Object.assign(new Error('of the system'), { code });
    expect(openFailure('/var/sessions', cause)).toMatchObject({
      message: expect.stringMatching(expected),
      code: 'STORE_LMDB_OPEN',
      cause,
    });
  });

  it('is refused for a folder that a store of this process has open, by whatever name', async () => {
    const parent = tempFolder();
    const path = join(parent, 'sessions');
    mkdirSync(path);
    symlinkSync(path, join(parent, 'link'));
    const first = openStore({ path });

    expect(() => new LmdbStore({ path })).toThrow(/has .* open.*STORE_LMDB_OPEN/);
    expect(() => new LmdbStore({ path: join(parent, 'link') })).toThrow('STORE_LMDB_OPEN');
    await first.close();
    expect(openStore({ path }).list(1)).toStrictEqual([]);
  });
});

describe('LmdbStore.close', () => {
  it('waits for the changes under way, and can be repeated', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    const created = store.create(recordOf('a'));
    const closing = store.close();
    expect(await created).toBe(true);
    await closing;
    await store.close();
    expect(openStore({ path }).load('a')).toMatchObject({ key: 'a' });
  });

  it('ends all use of the store', async () => {
    const store = openStore();
    await store.close();
    const closed = expect.objectContaining({ code: 'STORE_LMDB_CLOSED' });
    expect(() => store.load('a')).toThrow(closed);
    expect(() => store.list(1)).toThrow(closed);
    await expect(store.create(recordOf('a'))).rejects.toThrow(closed);
    await expect(store.update('a', changeOf())).rejects.toThrow(closed);
    await expect(store.takeExpired(1, 1)).rejects.toThrow(closed);
    await expect(store.lock('a', { leaseMs: 1, waitMs: 0 })).rejects.toThrow(closed);
  });
});
