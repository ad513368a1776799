import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, BUILD_MS } from '../../testing/build.ts';
import { Program } from '../../testing/program.ts';
import { cookieOf } from './support.ts';

const root = join(import.meta.dirname, '../..');
const SECRET = 'a-secret-of-more-than-thirty-two-bytes-for-tests';
const programs: Program[] = [];

beforeAll(() => build('packages/httpsession'), BUILD_MS);

afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
});

async function start(file: string, env: NodeJS.ProcessEnv = {}): Promise<[string, Program]> {
  const program = new Program(file, [], { PORT: '0', ...env });
  programs.push(program);
  const address = (await program.prints('/\n')).trim().replace('localhost', '127.0.0.1');
  return [address, program];
}

interface Exchange {
  readonly path: string;
  readonly method: string;
  readonly cookie: string | undefined;
  readonly answer: string;
}

/** The calls of curl on a page, and what the page says was answered. */
function transcriptOf(page: string): Exchange[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  return blocks
    .flatMap((block) => block.split(/^\$ /m))
    .filter((call) => call.startsWith('curl'))
    .map((call) => {
      const [command = '', ...answer] = call.split('\n');
      return {
        path: /localhost:8080(\/\S*)/.exec(command)?.[1] ?? '',
        method: /-X (\w+)/.exec(command)?.[1] ?? 'GET',
        cookie: /-b (\S+)/.exec(command)?.[1],
        answer: answer.join('\n').trim(),
      };
    });
}

/** An answer as curl -i shows it, in the order of the page, without what differs each time. */
function masked(answer: string): string[] {
  const skipped = /^(connection|keep-alive|date|content-length|transfer-encoding):/i;
  return answer
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !skipped.test(line))
    .map((line) => line.replace(/[\w-]{32}(?=[;\s]|$)/, 'ID').toLowerCase())
    .sort();
}

async function expectReplay(page: string, url: string): Promise<void> {
  let cookie = '';
  const transcript = transcriptOf(page);
  expect(transcript.length).toBeGreaterThan(1);
  for (const { path, method, cookie: sent, answer } of transcript) {
    const headers: Record<string, string> = sent === undefined ? {} : { cookie };
    const response = await fetch(new URL(path, url), { method, headers });
    const shownId = /[\w-]{32}/.exec(sent ?? '')?.[0];
    expect(shownId === undefined).toBe(sent === undefined || sent === 'jar');
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    const status = `HTTP/1.1 ${String(response.status)} ${response.statusText}`;
    const body = await response.text();
    const whole = answer.startsWith('HTTP') ? [status, ...head, body] : [body];
    expect(masked(whole.join('\n'))).toEqual(masked(answer));
    cookie = cookieOf(response) || cookie;
  }
}

describe('what curl shows', () => {
  it('in README.md is what the counter answers', async () => {
    const [url] = await start('examples/counter/server.mjs');
    await expectReplay('README.md', url);
  });

  it('in the first tutorial is what the counter answers', async () => {
    const [url] = await start('examples/counter/server.mjs');
    await expectReplay('docs/tutorial/1-first-session.md', url);
  });

  it('in the second tutorial is what its program answers', async () => {
    const [url, program] = await start('examples/docs/login.mjs');
    await expectReplay('docs/tutorial/2-login-and-logout.md', url);
    await program.prints('a session of ann ends: invalidated');
  });
});

describe.each(['express', 'koa', 'fastify'])('%s', (name) => {
  it('gets sessions', async () => {
    const [url] = await start(`examples/docs/${name}.mjs`);
    const first = await fetch(url);
    expect(await first.text()).toBe('new: true\n');
    const second = await fetch(url, { headers: { cookie: cookieOf(first) } });
    expect(await second.text()).toBe('new: false\n');
  });
});

describe('the program of the third tutorial', () => {
  it('signs ids, believes the proxy, and leaves its health page without a session', async () => {
    const [url] = await start('examples/docs/production.mjs', { SESSION_SECRETS: SECRET });
    const health = await fetch(`${url}health`);
    expect(health.headers.getSetCookie()).toEqual([]);
    const page = await fetch(url, { headers: { 'x-forwarded-proto': 'https' } });
    expect(page.headers.getSetCookie()[0]).toMatch(
      /^JSESSIONID=[\w-]{32}\.[\w+/%]{43,};.*; Secure/,
    );
  });

  it('stops in order', async () => {
    const [url, program] = await start('examples/docs/production.mjs', { SESSION_SECRETS: SECRET });
    await (await fetch(url, { headers: { connection: 'close' } })).text();
    expect(await program.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('closed');
  });

  it('does not start without a secret', async () => {
    const program = new Program('examples/docs/production.mjs');
    expect((await program.exit()).code).toBe(1);
    expect(program.output).toContain('Option secrets');
  });
});

describe('the error that the README shows', () => {
  it('is the one that a wrong option gives', async () => {
    const failed = promisify(execFile)(process.execPath, ['examples/docs/wrong-option.mjs'], {
      cwd: root,
    });
    const { stderr } = await failed.then(
      () => ({ stderr: '' }),
      (error: unknown) => error as { stderr: string },
    );
    const line = stderr.split('\n').find((text) => text.startsWith('OptionError')) ?? 'none';
    const shown = readFileSync(join(root, 'README.md'), 'utf8').replace(/\s+/g, ' ');
    expect(shown).toContain(line);
  });
});
