import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, BUILD_MS } from '../../testing/build.ts';
import { Program } from '../../testing/program.ts';
import { cookieOf } from './support.ts';

const programs: Program[] = [];
let folder: string;

beforeAll(() => build('packages/store-lmdb'), BUILD_MS);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmdb-example-'));
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function start(): Promise<[string, Program]> {
  const env = { PORT: '0', SESSIONS: join(folder, 'sessions') };
  const program = new Program('examples/docs/lmdb-store.mjs', [], env);
  programs.push(program);
  return [(await program.prints('/\n')).trim().replace('localhost', '127.0.0.1'), program];
}

describe('the program with an LmdbStore', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('has its sessions after %s', async (signal) => {
    const [first, program] = await start();
    const answer = await fetch(first);
    expect(await answer.text()).toBe('visits: 1\n');
    const exit = await program.stop(signal);
    if (signal === 'SIGTERM') expect(exit).toEqual({ code: 0, signal: null });

    const [second] = await start();
    const again = await fetch(second, { headers: { cookie: cookieOf(answer) } });
    expect(await again.text()).toBe('visits: 2\n');
  });

  it('shares its sessions with another process', async () => {
    const [[first], [second]] = [await start(), await start()];
    const answer = await fetch(first);
    const headers = { cookie: cookieOf(answer) };
    expect(await (await fetch(second, { headers })).text()).toBe('visits: 2\n');
    expect(await (await fetch(first, { headers })).text()).toBe('visits: 3\n');
  });
});
