import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { listen } from '../src/listen.ts';
import { readOptions } from '../src/options.ts';

const host = '127.0.0.1';
const servers: Server[] = [];

function server(): Server {
  const one = createServer();
  servers.push(one);
  return one;
}

afterEach(async () => {
  for (const one of servers.splice(0)) {
    if (one.listening) await new Promise((resolve) => one.close(resolve));
  }
});

describe('listen', () => {
  it('takes another port when the wanted one is busy', async () => {
    const busy = await listen(server(), { host, port: 0 });
    const port = await listen(server(), { host, port: busy });
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(busy);
  });

  it('does not hide any other trouble', async () => {
    await expect(listen(server(), { host: '192.0.2.1', port: 0 })).rejects.toThrow('EADDRNOTAVAIL');
  });
});

describe('readOptions', () => {
  it('prefers the command line to the environment, and that to the defaults', () => {
    expect(readOptions([], {})).toMatchObject({ port: 8080, host, sessionTimeout: 30 });
    expect(readOptions([], { PORT: '9000', SESSION_TIMEOUT: '0.5' })).toMatchObject({
      port: 9000,
      sessionTimeout: 0.5,
    });
    expect(readOptions(['--port', '9001'], { PORT: '9000' })).toMatchObject({ port: 9001 });
  });

  it.each([
    [['--port', 'http'], '--port must be a number, not "http"'],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535'],
    [['--session-timeout', ''], '--session-timeout must be a number'],
    [['--colour'], '--colour'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
  });
});
