import { beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, BUILD_MS } from '../../../../testing/build.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;

beforeAll(() => build('packages/httpsession'), BUILD_MS);

it('two hundred thousand sessions that expired leave nothing behind', async () => {
  const program = join(import.meta.dirname, 'programs/many-sessions.mjs');
  const { stdout } = await run(process.execPath, ['--expose-gc', program], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_DEBUG: '' },
  });
  const { before, active, full, after, left } = JSON.parse(stdout) as Record<string, number>;
  expect([active, left]).toEqual([200_000, 0]);
  // They do take room; otherwise this test would measure nothing.
  expect((full! - before!) / MIB).toBeGreaterThan(50);
  // Less than 30 bytes for each that there was.
  expect((after! - before!) / MIB).toBeLessThan(5);
}, 60_000);
