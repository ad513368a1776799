import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSources } from '../../../testing/run-sources.ts';
import { tempFolder } from './support/temp-folders.ts';

const run = promisify(execFile);

describe('LmdbStore, when the file cannot grow', () => {
  it('says so, keeps what it has, ends sessions, and goes on when there is room', async () => {
    // A file of 4 MiB at most, in blocks of 512 bytes: to the process the same as a full disk (setrlimit(2)).
    const script = 'ulimit -f 8192 && exec "$@"';
    const program = join(import.meta.dirname, 'faults/full-disk.ts');
    const { stdout } = await run(
      'sh',
      ['-c', script, 'sh', process.execPath, ...runSources, program, tempFolder()],
      { timeout: 60_000 },
    );
    const { expired } = JSON.parse(stdout) as { expired: number };
    expect(expired).toBeGreaterThan(50);
  }, 90_000);
});
