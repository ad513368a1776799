import { describe, expect, it } from '@jest/globals';
import type { OutgoingCall } from 'httpsession';
import type { Database } from '../src/file/database.ts';
import { Turns } from '../src/file/turns.ts';

function callOf(
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): OutgoingCall<unknown> {
  return { what: 'a test', isWaiting: true, resolve, reject };
}

describe('turns on a file', () => {
  it('tell that lmdb itself failed, and go on with the next', async () => {
    let isBroken = true;
    const db = {
      resetReadTxn: () => {
        if (isBroken) throw new Error('lmdb failed');
      },
    };
    const turns = new Turns(db as unknown as Database, {
      mustWait: () => false,
      explain: (what, error) => Promise.resolve(new Error(`${what} failed`, { cause: error })),
    });
    const turn = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        turns.add({ action: () => 'done', call: callOf(resolve, reject) });
      });

    await expect(turn()).rejects.toMatchObject({
      message: 'a test failed',
      cause: { message: 'lmdb failed' },
    });
    isBroken = false;
    await turns.idle();
    expect(await turn()).toBe('done');
  });

  it('wait while a process opens the file', async () => {
    let isOpening = true;
    const asked: boolean[] = [];
    const db = { resetReadTxn: () => undefined };
    const turns = new Turns(db as unknown as Database, {
      mustWait: () => {
        asked.push(isOpening);
        if (asked.length === 3) isOpening = false;
        return asked.at(-1) === true;
      },
      explain: (_what, error) => Promise.resolve(error),
    });
    const made = await new Promise((resolve, reject) => {
      turns.add({ action: () => [...asked], call: callOf(resolve, reject) });
    });
    expect(made).toStrictEqual([true, true, true, false]);
  });
});
