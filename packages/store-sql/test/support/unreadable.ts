import { expect, it } from '@jest/globals';
import type { SessionStore } from 'httpsession';
import { keyOf, recordOf } from './records.ts';

/** A store that reports to `errors`, and how a test makes a record one that nobody can read. */
export interface Spoilable {
  readonly store: SessionStore;
  readonly errors: readonly Error[];
  spoil(key: string): Promise<unknown>;
}

/** How many are claimed at once. */
const LIMIT = 2;
/** How many of those that cannot be read one call looks at: at the first ones, and ten times behind them. */
const MOST_LOOKED_AT = LIMIT * 11;

/** Makes expired sessions. Those that cannot be read are the longest expired. */
async function fill({ store, spoil }: Spoilable, spoilt: number, sound: number): Promise<void> {
  const longAgo = Date.now() - 36_000_000;
  for (let nth = 0; nth < spoilt + sound; nth += 1) {
    const name = nth < spoilt ? `spoilt ${nth}` : `sound ${nth - spoilt}`;
    // A server is told what is left of them, which takes its time: so far apart they do not change places.
    await store.create(recordOf(name, { expiresAt: longAgo + nth * 60_000 }));
    if (nth < spoilt) await spoil(keyOf(name));
  }
}

/** Declares what becomes of the expired behind those that cannot be read. */
export function testsOfUnreadable(open: () => Promise<Spoilable>): void {
  const sweep = async ({ store }: Spoilable): Promise<string[]> =>
    (await store.takeExpired(LIMIT, 60_000)).map(({ uid }) => uid);

  it('R12 are looked behind in the same call, when they are more than it may claim', async () => {
    const opened = await open();
    await fill(opened, 2 * LIMIT + 1, 3);
    expect(await sweep(opened)).toStrictEqual(['uid of sound 0']);
    expect(await sweep(opened)).toStrictEqual(['uid of sound 1', 'uid of sound 2']);
    expect(await sweep(opened)).toStrictEqual([]);
    expect(opened.errors.map(({ name }) => name)).toStrictEqual(
      Array.from({ length: 2 * LIMIT + 1 }, () => 'UnreadableRecordError'),
    );
  });

  it('R12 do not keep one call for ever: the next one looks behind the rest', async () => {
    const opened = await open();
    await fill(opened, MOST_LOOKED_AT + 1, 1);
    expect(await sweep(opened)).toStrictEqual([]);
    expect(opened.errors).toHaveLength(MOST_LOOKED_AT);
    expect(await sweep(opened)).toStrictEqual(['uid of sound 0']);
  });
}
