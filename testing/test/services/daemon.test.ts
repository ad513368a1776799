import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../requirements.ts';
import { Daemon, type DaemonPlan } from '../../services/daemon.ts';
import { freePort, freePorts } from '../../services/free-port.ts';
import { isAlive, processTree } from '../../services/process-tree.ts';
import { unprivileged } from '../../services/system-user.ts';

const testing = join(import.meta.dirname, '../..');
const daemons: Daemon[] = [];
let holder: ChildProcess | undefined;

afterEach(async () => {
  for (const daemon of daemons.splice(0)) await daemon.stop();
  holder?.kill('SIGKILL');
});

/** A shell that has a child of its own, which is in another session as PostgreSQL's are. */
const PLAN: DaemonPlan = {
  name: 'shell',
  command: () => ['sh', '-c', 'echo started; setsid sleep 1000 & wait'],
  isReady: async (pid) => processTree(pid).length === 2,
};

async function start(plan: Partial<DaemonPlan> = {}): Promise<Daemon> {
  const daemon = await Daemon.start({ ...PLAN, ...plan });
  daemons.push(daemon);
  return daemon;
}

/** The letter of its state: S sleeps, T is stopped, Z is dead but for its parent; '' has gone. */
function stateOf(pid: number): string {
  if (!existsSync(`/proc/${pid}/stat`)) return '';
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat[stat.lastIndexOf(')') + 2] ?? '';
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}

const linux = process.platform === 'linux' ? describe : describe.skip;

linux('a daemon', () => {
  it('stops at once with all its processes, and its folder goes', async () => {
    const daemon = await start();
    const pids = processTree(daemon.pid!);
    expect(pids).toHaveLength(2);
    expect(daemon.log()).toBe('started\n');
    await daemon.stop();
    expect(pids.map(stateOf).join('')).toMatch(/^Z*$/);
    expect(existsSync(daemon.folder)).toBe(false);
    expect(daemon.pid).toBeUndefined();
    await daemon.stop();
  });

  it('is paused and resumed with all its processes', async () => {
    const daemon = await start();
    const pids = processTree(daemon.pid!);
    daemon.pause();
    await until(() => pids.map(stateOf).join('') === 'TT');
    daemon.resume();
    await until(() => pids.map(stateOf).join('') === 'SS');
    daemon.pause();
    await daemon.kill();
    expect(pids.map(stateOf).join('')).toMatch(/^Z*$/);
  });

  it('starts again as another process in the same folder', async () => {
    const daemon = await start();
    const first = daemon.pid;
    await daemon.restart();
    expect(daemon.pid).not.toBe(first);
    await daemon.kill();
    await daemon.restart();
    expect(daemon.log()).toBe('started\n'.repeat(3));
  });

  it('says what the program printed when it ends instead of answering', async () => {
    const plan = {
      command: () => ['sh', '-c', 'echo no port >&2; exit 3'],
      isReady: async () => false,
    };
    await expect(start(plan)).rejects.toThrow(/shell did not start:\nno port\n/);
  });

  it('runs as the named user when the tests are root', async () => {
    const user = unprivileged('daemon');
    const daemon = await start({ user });
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${daemon.pid!}/status`, 'utf8'))?.[1];
    expect(Number(uid)).toBe(user?.uid ?? process.getuid?.());
  });
});

requires('redis')('when the process of the tests is killed', () => {
  it.each(['running', 'paused'])('its %s server and the folder go too', async (state) => {
    holder = spawn(
      process.execPath,
      [
        ...['--import', join(testing, 'load-typescript.mjs')],
        ...[join(testing, 'test/services/programs/server-holder.ts'), state],
      ],
      { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    for await (const chunk of holder.stdout!) {
      printed += String(chunk);
      if (printed.includes('\n')) break;
    }
    const { pid, folder, port } = JSON.parse(printed) as {
      pid: number;
      folder: string;
      port: number;
    };
    await until(() => stateOf(pid) === (state === 'paused' ? 'T' : 'S'));
    expect(existsSync(folder)).toBe(true);
    holder.kill('SIGKILL');
    await until(() => !isAlive(pid));
    await until(() => !existsSync(folder));
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('freePort', () => {
  it('gives ports below those of outgoing connections, all different and free', async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    const server = createServer();
    server.listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });
});
