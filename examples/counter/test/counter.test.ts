import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { Program } from '../../../testing/program.ts';

let program: Program | undefined;

beforeAll(() => build('examples/counter'), BUILD_MS);

afterEach(async () => {
  await program?.stop('SIGKILL');
});

/** Starts one of the two programs and gives the address that it prints. */
async function start(file: string): Promise<string> {
  program = new Program(`examples/counter/${file}`, [], { PORT: '0' });
  return (await program.prints('/\n')).trim().replace('localhost', '127.0.0.1');
}

describe.each(['server.mjs', 'dist/server.js'])('the counter in %s', (file) => {
  it('S1-04 counts the visits of a client, by its cookie', async () => {
    const url = await start(file);
    const first = await fetch(url);
    expect(await first.text()).toBe('visits: 1\n');
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^JSESSIONID=[\w-]{32}$/);
    const second = await fetch(url, { headers: { cookie } });
    expect(await second.text()).toBe('visits: 2\n');
  });

  it('S1-04 counts apart for another client', async () => {
    const url = await start(file);
    await (await fetch(url)).text();
    expect(await (await fetch(url)).text()).toBe('visits: 1\n');
  });
});
