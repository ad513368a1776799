import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import type { RedisClient } from '../src/client/client-shapes.ts';
import { openPort } from '../src/client/open-port.ts';
import { RedisStore } from '../src/index.ts';
import { DRIVERS } from './support/drivers.ts';

const EVENTS = ['ready', 'connect', 'error', 'end', 'close', 'reconnecting'];

/** How many listeners each of the events has, of those that have some. */
function listenersOf(client: unknown): Record<string, number> {
  const emitter = client as EventEmitter;
  const counts = EVENTS.map((event) => [event, emitter.listenerCount(event)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Clients that connect, and become ready when the test says so. */
const KINDS: readonly (readonly [name: string, open: () => [EventEmitter, ready: () => void]])[] = [
  [
    'ioredis',
    () => {
      const client = Object.assign(new EventEmitter(), {
        status: 'reconnecting',
        callBuffer: () => Promise.resolve('PONG'),
      });
      return [client, () => (client.status = 'ready')];
    },
  ],
  [
    'node-redis',
    () => {
      const client = Object.assign(new EventEmitter(), {
        isOpen: true,
        isReady: false,
        sendCommand: () => Promise.resolve('PONG'),
      });
      return [client, () => (client.isReady = true)];
    },
  ],
];

describe.each(KINDS)('a port on a client of %s that connects', (_, open) => {
  it('listens once for all calls that wait, and no more when they go on', async () => {
    const [client, becomeReady] = open();
    const port = openPort(client as unknown as RedisClient, 10_000);
    const before = listenersOf(client);
    const answers = Array.from({ length: 30 }, () => port.command(['PING']));
    const { ready, connect } = listenersOf(client);
    expect(ready).toBe((before['ready'] ?? 0) + 1);
    expect(connect).toBe((before['connect'] ?? 0) + 1);
    client.emit('connect');
    becomeReady();
    client.emit('ready');
    expect(await Promise.all(answers)).toStrictEqual(answers.map(() => 'PONG'));
    expect(listenersOf(client)).toStrictEqual(before);
  });

  it('lets each wait for as long as it may, and listens no more when all gave up', async () => {
    const [client] = open();
    const port = openPort(client as unknown as RedisClient, 20);
    const before = listenersOf(client);
    const answers = await Promise.allSettled([port.command(['PING']), port.command(['PING'])]);
    const late = { reason: { code: 'REDIS_NOT_CONNECTED' } };
    expect(answers).toMatchObject([late, late]);
    expect(listenersOf(client)).toStrictEqual(before);
  });
});

describe('a port on a client of node-redis', () => {
  it('leaves a client alone that was closed while it greeted the server', () => {
    const client = Object.assign(new EventEmitter(), {
      isOpen: true,
      isReady: false,
      sendCommand: () => Promise.resolve('PONG'),
      destroy: () => {
        throw new Error('The client is closed');
      },
    });
    client.on('error', () => undefined);
    const port = openPort(client as unknown as RedisClient, 10_000);
    client.emit('connect');
    client.isOpen = false;
    expect(() => port.renew()).not.toThrow();
  });
});

requires('redis')('a store that is closed', () => {
  let server: RedisNode;

  beforeAll(async () => {
    server = await startRedis();
  });

  afterAll(() => server.stop());

  it.each(DRIVERS)('%s: leaves no listener on the client', async (_, open) => {
    const { client, close } = await open(server.port);
    const before = listenersOf(client);
    const store = new RedisStore({ client });
    await store.load('key');
    expect(listenersOf(client)).not.toStrictEqual(before);
    await store.close();
    await store.close();
    expect(listenersOf(client)).toStrictEqual(before);
    close();
  });
});
