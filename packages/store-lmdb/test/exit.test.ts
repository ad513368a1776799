import { describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { markOf, stamp } from './faults/marks.ts';
import { recordOf } from './support/records.ts';
import { runSources } from '../../../testing/run-sources.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

describe('LmdbStore, when the process calls process.exit in the middle of its writes', () => {
  it('lets it end, and has a whole session', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    await store.create(recordOf('a', { attributes: stamp('first') }));
    const file = join(import.meta.dirname, 'faults/exiter.ts');
    for (const ms of [0, 1, 2, 5, 10, 20, 50, 100, 500]) {
      const child = fork(file, [path, String(ms)], { execArgv: [...runSources] });
      expect(await once(child, 'exit')).toStrictEqual([0, null]);
    }
    expect(Number(markOf(store.load('a') as never))).toBeGreaterThan(0);
  }, 60_000);
});
