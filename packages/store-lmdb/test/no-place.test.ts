import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSources } from '../../../testing/run-sources.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'faults/not-allowed.ts');

// In /proc nothing can be made, and the system says ENOENT of that: Node 20's recursive mkdir then tries for ever.
(existsSync('/proc/self') ? describe : describe.skip)(
  'new LmdbStore, where no folder can be',
  () => {
    it('says so, and comes back', async () => {
      const folders = ['/proc/sessions', '/proc/deep/sessions'];
      // Killed at the deadline: a process that is busy for ever hears nothing else.
      const { stdout } = await run(process.execPath, [...runSources, program, ...folders], {
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      const refusals = JSON.parse(stdout) as unknown[];
      expect(refusals).toMatchObject([
        { code: 'STORE_LMDB_OPEN', message: expect.stringContaining('<path>: it cannot be made') },
        { code: 'STORE_LMDB_OPEN', message: expect.stringContaining('/proc/deep cannot be made') },
      ]);
    }, 90_000);
  },
);
