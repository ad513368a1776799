import { describe, expect, it } from '@jest/globals';
import { PassingMap } from '../../src/engine/passing-map.ts';

const valueOf = (nth: number): { readonly nth: number } => ({ nth });

describe('a map for what comes and goes', () => {
  it('has what a Map has, whatever comes and goes', () => {
    const map = new PassingMap<{ readonly nth: number }>();
    const model = new Map<string, { readonly nth: number }>();
    // A walk of its own kind of chance, the same each time.
    let state = 1;
    const next = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let nth = 0; nth < 20_000; nth += 1) {
      const key = `key ${String(next(nth < 10_000 ? 5000 : 20))}`;
      if (next(2) === 0) {
        map.set(key, valueOf(nth));
        model.set(key, valueOf(nth));
      } else {
        expect(map.delete(key)).toBe(model.delete(key));
      }
      expect(map.size).toBe(model.size);
      expect(map.get(key)).toStrictEqual(model.get(key));
    }
    const sorted = (values: Iterable<{ readonly nth: number }>): number[] =>
      [...values].map(({ nth }) => nth).sort((a, b) => a - b);
    expect(sorted(map.values())).toStrictEqual(sorted(model.values()));
    map.clear();
    expect([map.size, map.values()]).toStrictEqual([0, []]);
  });
});
