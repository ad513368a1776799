import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { Program } from '../../../testing/program.ts';
import { listen } from '../src/listen.ts';
import { demoUsers } from '../src/users.ts';
import { LiveReader } from './support/live-reader.ts';
import { between, Visitor } from './support/visitor.ts';

const programs: Program[] = [];
let data: string;

function start(...args: string[]): Program {
  const program = new Program('examples/shop/dist/main.js', args, { PORT: '0', DATA: data });
  programs.push(program);
  return program;
}

/** The address that the program has printed. */
async function printedUrl(program: Program): Promise<string> {
  const output = await program.prints('Stop ');
  return /http:\S+/.exec(output)?.[0] ?? '';
}

beforeAll(() => build('examples/shop'), BUILD_MS);

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'crumb-shop-'));
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
  await rm(data, { recursive: true });
});

describe('the program', () => {
  it('prints where it is and who may sign in', async () => {
    const program = start();
    const url = await printedUrl(program);
    expect((await fetch(url)).status).toBe(200);
    for (const { name, password } of demoUsers) {
      expect(program.output).toContain(`${name}   ${password}`);
    }
  });

  it('takes another port and says so when its own is busy', async () => {
    const other = createServer();
    const busy = await listen(other, { host: '127.0.0.1', port: 0 });
    const program = start('--port', String(busy));
    const url = await printedUrl(program);
    expect(program.output).toContain(`Port ${String(busy)} is busy`);
    expect((await fetch(url)).status).toBe(200);
    await new Promise((resolve) => other.close(resolve));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends in order by %s, open streams too',
    async (signal) => {
      const program = start();
      const url = await printedUrl(program);
      const page = await (await fetch(`${url}session`)).text();
      const reader = await LiveReader.open(url.slice(0, -1), page);
      expect(await program.stop(signal)).toEqual({ code: 0, signal: null });
      await expect(reader.until(() => false)).rejects.toThrow('The stream has ended');
    },
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'knows its visitors when it was ended by %s and started again',
    async (signal) => {
      const first = start();
      const ada = new Visitor((await printedUrl(first)).slice(0, -1));
      await ada.signIn('ada');
      await ada.submit('/cart/add', { product: 'oat' });
      await first.stop(signal);

      const returned = new Visitor((await printedUrl(start())).slice(0, -1));
      returned.cookie = ada.cookie;
      const { body } = await returned.get('/cart');
      expect(between(body, 'data-quantity="oat">', '<')).toBe('1');
      expect((await returned.get('/account')).status).toBe(200);
    },
  );

  it('says where it keeps the sessions', async () => {
    const program = start();
    await printedUrl(program);
    expect(program.output).toContain(`Sessions   ${data}`);
  });

  it('explains that it cannot keep them, and ends', async () => {
    const file = join(data, 'file');
    await writeFile(file, '');
    const program = start('--data', file);
    expect(await program.exit()).toEqual({ code: 1, signal: null });
    expect(program.output).toContain('Cannot keep sessions in');
  });

  it('explains a wrong option, and ends', async () => {
    const program = start('--port', 'http');
    expect(await program.exit()).toEqual({ code: 1, signal: null });
    expect(program.output).toBe('--port must be a number, not "http"\n');
  });
});
