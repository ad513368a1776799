import { beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, BUILD_MS } from '../../../../testing/build.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;

beforeAll(() => build('packages/httpsession'), BUILD_MS);

it('S2-20 S3-04 a million sessions that expired leave the heap as it was', async () => {
  const program = join(import.meta.dirname, 'programs/many-sessions.mjs');
  const { stdout } = await run(process.execPath, ['--expose-gc', program], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_DEBUG: '' },
  });
  const { before, active, full, after, left } = JSON.parse(stdout) as Record<string, number>;
  expect([active, left]).toEqual([1_000_000, 0]);
  // They do take room; otherwise this test would measure nothing.
  expect((full! - before!) / MIB).toBeGreaterThan(250);
  // Within 15 % of what it was, which has the room for their list in it. Less than four bytes for each.
  expect(after! / before!).toBeLessThan(1.15);
  expect((after! - before!) / MIB).toBeLessThan(4);
}, 120_000);
