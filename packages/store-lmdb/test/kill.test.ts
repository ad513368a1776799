import { describe, expect, it } from '@jest/globals';
import { killLoop } from './faults/kill-loop.ts';
import { tempFolder } from './support/temp-folders.ts';

describe('LmdbStore, when processes are killed in the middle of their writes', () => {
  it.each(['process', 'power'] as const)(
    "R27 has the old or the new version of each session, with durability '%s'",
    async (durability) => {
      const kills = durability === 'process' ? 20 : 5;
      const report = await killLoop({ path: tempFolder(), kills, durability, allEvery: 5 });
      expect(report.kills).toBe(kills);
      expect(report.acknowledged).toBeGreaterThan(kills);
    },
    180_000,
  );
});
