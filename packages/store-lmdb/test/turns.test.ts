import { describe, expect, it } from '@jest/globals';
import type { Database } from '../src/file/database.ts';
import { Turns } from '../src/file/turns.ts';

describe('turns on a file', () => {
  it('tell that lmdb itself failed, and go on with the next', async () => {
    let isBroken = true;
    const db = {
      resetReadTxn: () => {
        if (isBroken) throw new Error('lmdb failed');
      },
    };
    const turns = new Turns(db as unknown as Database, () => false);
    const turn = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        turns.add({ action: () => 'done', resolve, reject, isGivenUp: false });
      });

    await expect(turn()).rejects.toThrow('lmdb failed');
    isBroken = false;
    await turns.idle();
    expect(await turn()).toBe('done');
  });

  it('wait while a process opens the file', async () => {
    let isOpening = true;
    const asked: boolean[] = [];
    const db = { resetReadTxn: () => undefined };
    const turns = new Turns(db as unknown as Database, () => {
      asked.push(isOpening);
      if (asked.length === 3) isOpening = false;
      return asked.at(-1) === true;
    });
    const made = await new Promise((resolve, reject) => {
      turns.add({ action: () => [...asked], resolve, reject, isGivenUp: false });
    });
    expect(made).toStrictEqual([true, true, true, false]);
  });
});
