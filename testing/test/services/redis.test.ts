import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../requirements.ts';
import type { RedisNode } from '../../services/redis-node.ts';
import {
  startRedis,
  startRedisCluster,
  startRedisSentinel,
  type RedisCluster,
  type RedisSentinel,
} from '../../services/redis.ts';

requires('redis')('startRedis', () => {
  let server: RedisNode;

  beforeAll(async () => {
    server = await startRedis({ config: { maxmemory: '50mb' }, args: ['--hz', '50'] });
  });

  afterAll(() => server.stop());

  it('gives a server with the configuration and the arguments', async () => {
    expect(await server.command('SET', 'ключ', 'ä')).toBe('OK');
    expect(await server.command('GET', 'ключ')).toBe('ä');
    expect(await server.command('GET', 'none')).toBeNull();
    expect(await server.command('CONFIG', 'GET', 'hz')).toEqual(['hz', '50']);
    expect(await server.command('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', '52428800']);
    expect(await server.command('CONFIG', 'GET', 'save')).toEqual(['save', '']);
    await expect(server.command('NONSENSE')).rejects.toThrow(/ERR unknown command/);
  });

  it('answers nothing while it is paused, and then all', async () => {
    server.pause();
    const answer = server.command('PING');
    expect(await Promise.race([answer, sleep(100, 'silence')])).toBe('silence');
    server.resume();
    expect(await answer).toBe('PONG');
  });

  it('refuses connections when it was killed, and is empty on the same port afterwards', async () => {
    await server.command('SET', 'key', '1');
    await server.kill();
    await expect(server.command('PING')).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(await server.command('GET', 'key')).toBeNull();
  });

  it('has its data after kill -9 when it is durable', async () => {
    const durable = await startRedis({ durable: true });
    try {
      await durable.command('SET', 'key', '1');
      await durable.kill();
      await durable.restart();
      expect(await durable.command('GET', 'key')).toBe('1');
    } finally {
      await durable.stop();
    }
  });
});

requires('redis')('startRedisCluster', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster(3);
  });

  afterAll(() => cluster.stop());

  it('gives masters that know who has which slot', async () => {
    const [first, second, third] = cluster.nodes;
    const slots = (await first!.command('CLUSTER', 'SLOTS')) as [number, number, unknown[]][];
    const ports = slots.sort(([a], [b]) => a - b).map(([from, to, [, port]]) => [from, to, port]);
    expect(ports).toEqual([
      [0, 5461, first!.port],
      [5462, 10923, second!.port],
      [10924, 16383, third!.port],
    ]);
    // Slot 12182, as the specification of Redis Cluster has it.
    expect(await third!.command('SET', 'foo', '1')).toBe('OK');
    await expect(first!.command('GET', 'foo')).rejects.toThrow(
      `MOVED 12182 127.0.0.1:${third!.port}`,
    );
  });

  it('goes on with the other masters when one is down', async () => {
    const [first, , third] = cluster.nodes;
    await first!.kill();
    expect(await third!.command('SET', 'foo', '2')).toBe('OK');
    await first!.restart();
    while (!String(await first!.command('CLUSTER', 'INFO')).includes('cluster_state:ok'))
      await sleep(20);
  });
});

requires('redis')('startRedisSentinel', () => {
  let group: RedisSentinel;

  beforeAll(async () => {
    group = await startRedisSentinel();
  });

  afterAll(() => group.stop());

  it('makes the replica the master when asked, with the data', async () => {
    const [master, replica] = group.nodes;
    await master.command('SET', 'key', '1');
    await master.command('WAIT', 1, 0);
    await group.failover();
    expect(await group.sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', group.name)).toEqual(
      ['127.0.0.1', String(replica.port)],
    );
    expect(await replica.command('SET', 'key', '2')).toBe('OK');
  });
});
