import { beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, BUILD_MS } from '../../../../testing/build.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, 'programs/managers.mjs');

beforeAll(() => build('packages/httpsession'), BUILD_MS);

/** What a process with these managers warns of, by code, and what it writes to standard error. */
async function warningsOf(kinds: readonly string[], environment: object) {
  const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...kinds], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  return { codes: JSON.parse(stdout) as unknown, stderr };
}

const MEMORY = ['HTTPSESSION_MEMORY_STORE'];

it.each<[string, string[], string[]]>([
  ['no store', ['nothing'], MEMORY],
  ['a MemoryStore', ['store'], MEMORY],
  ['both, once', ['nothing', 'store', 'memory', 'nothing'], MEMORY],
  ["'memory', which is meant", ['memory'], []],
  ['a store of its own', ['shared'], []],
  ['options that are refused', ['refused'], []],
])(
  'S1-27 S1-29 in production a process warns of sessions in memory: %s',
  async (_what, kinds, codes) => {
    expect((await warningsOf(kinds, { NODE_ENV: 'production' })).codes).toEqual(codes);
  },
);

it.each(['development', 'test', ''])('with NODE_ENV %j it does not', async (value) => {
  expect((await warningsOf(['nothing', 'store'], { NODE_ENV: value })).codes).toEqual([]);
});

it('the warning says what to do', async () => {
  const { stderr } = await warningsOf(['nothing'], { NODE_ENV: 'production' });
  expect(stderr).toContain('HttpSessionWarning');
  expect(stderr).toContain("say store: 'memory'");
  expect(stderr).toContain('docs/reference/options.md');
});
