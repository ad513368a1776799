import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { keyPart, lockKey, waiterKey } from '../src/format/entry-keys.ts';
import { spoilHead } from './support/spoil-head.ts';
import { keysOf, spoil } from './support/raw-file.ts';
import { recordOf } from './support/records.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const MINUTE = 60_000;

function doubles(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeDoubleLE(number, 8 * index);
  return bytes;
}

/** How many entries of each of these kinds are in a folder, whose store is closed. */
async function countsOf(path: string, kinds: string): Promise<number[]> {
  const counts: number[] = [];
  for (const kind of kinds) counts.push((await keysOf(path, kind)).length);
  return counts;
}

describe('what is left in the folder, and nobody comes back for', () => {
  it('are locks and places in queues of processes that were killed: they are swept', async () => {
    const path = tempFolder();
    const clock = new FakeClock();
    await openStore({ path, clock }).close();
    const put = async (name: string, until: number): Promise<void> =>
      spoil(path, async (db) => {
        await db.put(Buffer.from(lockKey(keyPart(name)), 'latin1'), doubles(1, until), 1);
        await db.put(Buffer.from(waiterKey(keyPart(name), 2), 'latin1'), doubles(until), 2);
      });
    await put('of the dead', clock.now() - MINUTE);
    await put('just over', clock.now());
    const store = openStore({ path, clock });

    expect(await store.takeExpired(10, MINUTE)).toStrictEqual([]);
    await store.close();
    expect(await countsOf(path, 'lq')).toStrictEqual([1, 1]);
  });

  it('are more of them than one sweep looks at', async () => {
    const path = tempFolder();
    const clock = new FakeClock();
    await openStore({ path, clock }).close();
    await spoil(path, async (db) => {
      for (let number = 0; number < 450; number += 1) {
        // Held and left ones in turns.
        const until = clock.now() + (number % 2 === 0 ? MINUTE : -MINUTE);
        const key = lockKey(keyPart(`lock ${String(number)}`));
        await db.put(Buffer.from(key, 'latin1'), doubles(1, until), 1);
      }
    });
    const store = openStore({ path, clock });
    for (let sweep = 0; sweep < 3; sweep += 1) await store.takeExpired(10, MINUTE);
    await store.close();
    expect(await countsOf(path, 'l')).toStrictEqual([225]);
  });

  it('are places in the indexes of a session that could not be read: they are swept', async () => {
    const path = tempFolder();
    const store = openStore({ path, onError: () => undefined });
    await store.create(recordOf('bad', { principal: 'ada' }));
    await store.create(recordOf('good', { principal: 'ada' }));
    await spoilHead(path, 'bad');
    await store.takeExpired(10, MINUTE);
    expect(await store.delete('bad')).toBe(true);

    await store.takeExpired(10, MINUTE);
    expect(store.findByPrincipal('ada')).toMatchObject([{ key: 'good' }]);
    expect(store.findByUid('uid of good')).toMatchObject({ key: 'good' });
    await store.close();
    expect(await countsOf(path, 'up')).toStrictEqual([1, 1]);
  });

  it('are those places also when somebody else has the key', async () => {
    const path = tempFolder();
    const store = openStore({ path, onError: () => undefined });
    await store.create(recordOf('a', { principal: 'ada' }));
    await spoilHead(path, 'a');
    await store.delete('a');
    await store.create(recordOf('a', { uid: 'new', principal: 'bob' }));

    await store.takeExpired(10, MINUTE);
    expect(store.findByPrincipal('bob')).toMatchObject([{ uid: 'new' }]);
    expect(store.findByUid('new')).toMatchObject({ key: 'a' });
    await store.close();
    expect(await countsOf(path, 'up')).toStrictEqual([1, 1]);
  });

  it('are not the places of a session that a process of another version may read', async () => {
    const path = tempFolder();
    const store = openStore({ path, onError: () => undefined });
    await store.create(recordOf('newer', { principal: 'ada' }));
    await spoilHead(path, 'newer');

    await store.takeExpired(10, MINUTE);
    await store.close();
    expect(await countsOf(path, 'up')).toStrictEqual([1, 1]);
  });
});
