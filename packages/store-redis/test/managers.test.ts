import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { requires } from '../../../testing/requirements.ts';
import { runSources } from '../../../testing/run-sources.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';

/** A process with a manager, and what it has told. */
interface Worker {
  readonly child: ChildProcess;
  readonly told: string[];
  /** Waits until it has told this. */
  tells(word: string): Promise<void>;
  get(path: string, cookie?: string): Promise<{ status: number; body: string; cookie: string }>;
}

requires('redis')('processes with managers on one Redis', () => {
  let server: RedisNode;
  let turn = 0;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  afterAll(() => server.stop());

  async function start(count: number, maxLifetime = 3600): Promise<Worker[]> {
    turn += 1;
    const prefix = `managers${turn}:`;
    return Promise.all(Array.from({ length: count }, () => startOne(prefix, maxLifetime)));
  }

  async function startOne(prefix: string, maxLifetime: number): Promise<Worker> {
    const file = new URL('support/session-process.ts', import.meta.url);
    const args = [String(server.port), prefix, String(maxLifetime)];
    const child = fork(file, args, { execArgv: [...runSources] });
    children.push(child);
    const told: string[] = [];
    const [port] = (await once(child, 'message')) as [string];
    child.on('message', (word) => void told.push(word as string));
    return {
      child,
      told,
      tells: async (word) => {
        while (!told.includes(word)) await once(child, 'message');
      },
      get: async (path, cookie) => {
        const headers = cookie === undefined ? {} : { cookie };
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
        const [set = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
        return { status: answer.status, body: await answer.text(), cookie: set };
      },
    };
  }

  /** What all of them have heard of sessions that ended. */
  function heardBy(workers: readonly Worker[]): string[] {
    return workers.flatMap(({ told }) => told.filter((word) => word.startsWith('destroyed')));
  }

  /**
   * The same, when nobody can tell any more: each has ended what it had under way, and no record is left in the store that
   * somebody would claim when a lease ends.
   */
  async function heardInTheEnd(workers: readonly Worker[]): Promise<string[]> {
    for (const { child } of workers) child.send('close');
    for (const worker of workers) await worker.tells('closed');
    expect(await server.command('KEYS', `managers${turn}:*`)).toEqual([]);
    return heardBy(workers);
  }

  describe('R26 synchronized', () => {
    it('a holder that was stopped for longer than its lease writes nothing', async () => {
      const [late, next] = (await start(2)) as [Worker, Worker];
      const { cookie } = await late.get('/sign-in');
      const answer = late.get('/add-100', cookie);
      await late.tells('at work');
      late.child.kill('SIGSTOP');
      expect(await next.get('/add-1', cookie)).toMatchObject({ status: 200, body: '1' });
      late.child.send('go on');
      late.child.kill('SIGCONT');
      expect(await answer).toMatchObject({ status: 503 });
      expect(await next.get('/add-1', cookie)).toMatchObject({ status: 200, body: '2' });
    }, 30_000);

    it('nor when the next one has only read by then, whose own change stays', async () => {
      const [late, next] = (await start(2)) as [Worker, Worker];
      const { cookie } = await late.get('/sign-in');
      const answer = late.get('/add-100', cookie);
      await late.tells('at work');
      late.child.kill('SIGSTOP');
      const other = next.get('/add-100', cookie);
      await next.tells('at work');
      late.child.send('go on');
      late.child.kill('SIGCONT');
      expect(await answer).toMatchObject({ status: 503 });
      next.child.send('go on');
      expect(await other).toMatchObject({ status: 200, body: '100' });
    }, 30_000);
  });

  describe('R12 the end of a session is told once', () => {
    it('when several processes end those of a principal at once', async () => {
      const workers = await start(3);
      for (let i = 0; i < 12; i += 1) await workers[i % 3]?.get('/sign-in');
      await Promise.all(workers.map((worker) => worker.get('/end')));
      expect(await heardInTheEnd(workers)).toEqual(
        Array.from({ length: 12 }, () => 'destroyed invalidated'),
      );
    }, 40_000);

    it('when its whole life is over while several processes work with it', async () => {
      const workers = await start(3, 5);
      const { cookie = '' } = (await workers[0]?.get('/sign-in')) ?? {};
      // Each answers when the session is over in its own process.
      const stays = workers.map((worker) => worker.get('/stay', cookie));
      await Promise.all(stays);
      while (heardBy(workers).length === 0) {
        await Promise.race(workers.map(({ child }) => once(child, 'message')));
      }
      expect(await heardInTheEnd(workers)).toEqual(['destroyed timeout']);
    }, 40_000);
  });
});
