import { afterEach, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, SessionManager } from 'httpsession';
import type { AddressInfo } from 'node:net';
import { markOf, stamp } from './faults/marks.ts';
import { attributesOf, changeOf, recordOf } from './support/records.ts';
import { runSources } from '../../../testing/run-sources.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A program of the folder `faults` that is ready. */
async function start(name: string, path: string): Promise<ChildProcess> {
  const file = join(import.meta.dirname, 'faults', name);
  const child = fork(file, [path], { execArgv: [...runSources] });
  children.push(child);
  await once(child, 'message');
  return child;
}

/** A process that has stopped while it alone may write to the file. */
async function stopInWrite(path: string): Promise<ChildProcess> {
  const child = await start('stopper.ts', path);
  child.send('stop');
  while (stateOf(child) !== 'T') await sleep(10);
  return child;
}

/** The state of a process as Linux has it: T is stopped by a signal (proc(5)). */
function stateOf({ pid }: ChildProcess): string {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
  return rest.slice(0, 1);
}

describe('LmdbStore, while another process is stopped in the middle of a write', () => {
  it('R27 goes on reading, refuses changes in time, and never blocks', async () => {
    const path = tempFolder();
    const store = openStore({ path, timeoutMs: 300 });
    await store.create(recordOf('a', { attributes: stamp('before') }));
    const child = await stopInWrite(path);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();

    const change = changeOf({ set: attributesOf({ more: 'handed over' }) });
    await expect(store.update('a', change)).rejects.toThrow('did not answer within 300 ms');
    await expect(store.delete('a')).rejects.toMatchObject({
      code: 'HTTPSESSION_STORE_UNAVAILABLE',
    });
    expect(markOf(store.load('a') as never)).toBe('before');
    delay.disable();
    // A blocked loop would wait for the stopped process: for ever.
    expect(delay.max / 1e6).toBeLessThan(200);

    const resumed = once(child, 'message');
    child.kill('SIGCONT');
    await resumed;
    // What LMDB had already may still be made, as with any server; what had not come that far is not.
    expect(await store.update('a', changeOf({ set: stamp('after') }))).toBe('ok');
    expect(markOf(store.load('a') as never)).toBe('after');
  });

  it('goes on by itself when that process is killed', async () => {
    const path = tempFolder();
    const store = openStore({ path, timeoutMs: 30_000 });
    await store.create(recordOf('a', { attributes: stamp('before') }));
    const child = await stopInWrite(path);

    const waiting = store.update('a', changeOf({ set: stamp('after') }));
    child.kill('SIGKILL');

    expect(await waiting).toBe('ok');
    expect(markOf(store.load('a') as never)).toBe('after');
  });

  it.each(['SIGCONT', 'SIGKILL'] as const)(
    'lets whoever opens a store wait, until that process has %s',
    async (signal) => {
      const path = tempFolder();
      const store = openStore({ path });
      await store.create(recordOf('a', { attributes: stamp('before') }));
      const opener = await start('opener.ts', path);
      const said: unknown[] = [];
      opener.on('message', (message) => said.push(message));
      const writer = await stopInWrite(path);
      opener.send('open');
      await once(opener, 'message');

      // Far longer than opening takes: too short a pause would show less, and be no failure.
      await sleep(500);
      expect(said).toEqual(['opening']);

      const opened = once(opener, 'message');
      writer.kill(signal);
      expect(await opened).toEqual(['before', undefined]);
    },
  );

  it('R13 answers requests with 503 when their changes cannot be saved, and others as ever', async () => {
    const path = tempFolder();
    const store = openStore({ path, timeoutMs: 300 });
    const manager = new SessionManager({ store });
    const server = createServer(manager, (request, response) => {
      if (request.url === '/write') request.getSession().setAttribute('at', Date.now());
      response.end('done');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await store.create(recordOf('a', { attributes: stamp('before') }));
    const child = await stopInWrite(path);

    const [read, write] = await Promise.all([fetch(`${origin}/`), fetch(`${origin}/write`)]);
    expect([read.status, write.status]).toStrictEqual([200, 503]);
    expect(write.headers.get('set-cookie')).toBeNull();

    child.kill('SIGCONT');
    await sleep(50);
    server.closeAllConnections();
    server.close();
    await manager.close();
  });
});
