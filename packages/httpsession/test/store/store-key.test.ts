import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { StoreKeys, storeKey } from '../../src/store/store-key.ts';

const ID = 'abcdefghijklmnopqrstuvwxyzABCD-_';

describe('storeKey', () => {
  it('S-7 is a hash that does not show the id', () => {
    expect(storeKey('/', ID)).toMatch(/^[0-9a-f]{64}$/);
    expect(storeKey('/', ID)).not.toContain(ID);
    expect(storeKey('/', ID)).toBe(
      createHash('sha256').update(`httpsession/1:1:/:${ID}`).digest('hex'),
    );
  });

  it('S-7 leads nowhere when it is itself presented as an id', () => {
    expect(storeKey('/', storeKey('/', ID))).not.toBe(storeKey('/', ID));
  });

  it('S-9 tells ids that differ in case only', () => {
    expect(storeKey('/', ID.toLowerCase())).not.toBe(storeKey('/', ID));
    expect(storeKey('/', `${ID} `)).not.toBe(storeKey('/', ID));
  });

  it('S-34 tells two contexts, however context and id are put together', () => {
    const keys = [
      storeKey('/', ID),
      storeKey('/admin', ID),
      storeKey('', `/:${ID}`),
      storeKey('a', 'bc'),
      storeKey('ab', 'c'),
      storeKey('a:', 'b'),
      storeKey('a', ':b'),
    ];

    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the keys of a context', () => {
  it('are right for more ids than are remembered, also the second time', () => {
    const keys = new StoreKeys('/shop');
    const ids = Array.from({ length: 10_000 }, (_, nth) => `${ID}${String(nth)}`);
    const wanted = ids.map((id) => storeKey('/shop', id));
    for (let round = 0; round < 2; round += 1) {
      expect(ids.map((id) => keys.keyOf(id))).toStrictEqual(wanted);
    }
    expect(ids.slice(-100).map((id) => keys.keyOf(id))).toStrictEqual(wanted.slice(-100));
  });
});
