import { afterEach, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Listeners } from '../../src/client/listeners.ts';
import { Readiness } from '../../src/client/ready.ts';
import { NotConnectedError } from '../../src/client/redis-port.ts';

/** A client that does as it is told, and somebody who listens to its errors. */
function createClient(tellsOfAll: boolean, readyMs = 20_000) {
  const client = new EventEmitter();
  const now = { isReady: false, isOpen: true };
  client.on('error', () => undefined);
  const listeners = new Listeners(client);
  const readiness = new Readiness(
    client,
    { isReady: () => now.isReady, isOpen: () => now.isOpen, tellsOfAll },
    { readyMs, renew: () => undefined, listeners },
  );
  return { client, now, listeners, readiness };
}

const refusal = new Error('NOAUTH Authentication required.');

describe('waiting for a client', () => {
  const closes: (() => void)[] = [];
  afterEach(() => {
    for (const close of closes.splice(0)) close();
  });

  it('ends with what its server says when that lets nobody in', async () => {
    const { client, readiness } = createClient(true);
    const waiting = readiness.wait();
    client.emit('error', refusal);
    await expect(waiting).rejects.toBe(refusal);
    await expect(readiness.wait()).rejects.toBe(refusal);
    client.emit('connect');
    const again = readiness.wait();
    closes.push(() => readiness.close());
    await expect(Promise.race([again, sleep(20).then(() => 'waits')])).resolves.toBe('waits');
    again.catch(() => undefined);
  });

  it('goes on when one of several servers says no, and another one may not', async () => {
    const { client, now, readiness } = createClient(false);
    const waiting = readiness.wait();
    client.emit('error', refusal);
    const later = readiness.wait();
    await sleep(100);
    now.isReady = true;
    client.emit('connect');
    await expect(Promise.all([waiting, later])).resolves.toHaveLength(2);
  });

  it('ends when all have said no, and the client gives up', async () => {
    const { client, now, readiness } = createClient(false);
    const waiting = readiness.wait();
    client.emit('error', refusal);
    now.isOpen = false;
    await expect(waiting).rejects.toBe(refusal);
  });

  it.each([
    'BUSY a script runs',
    'LOADING the dataset',
    'ERR max number of clients reached',
    'ERR max number of clients + cluster connections reached',
  ])(
    'goes on at an error that passes, which is the cause when it takes too long: %s',
    async (message) => {
      const passing = new Error(message);
      const { client, readiness } = createClient(true, 100);
      const waiting = readiness.wait();
      client.emit('error', passing);
      await expect(waiting).rejects.toBeInstanceOf(NotConnectedError);
      await expect(waiting).rejects.toHaveProperty('cause', passing);
    },
  );

  it('knows of a wrong database also when the client is ready with another one', () => {
    const { client, now, readiness } = createClient(true);
    client.emit('connect');
    client.emit('error', new Error('ERR DB index is out of range'));
    now.isReady = true;
    client.emit('ready');
    expect(readiness.refusal).toBeInstanceOf(Error);
    now.isReady = false;
    client.emit('connect');
    expect(readiness.refusal).toBeUndefined();
  });

  it('ends when the store is closed', async () => {
    const { listeners, readiness } = createClient(true);
    const waiting = readiness.wait();
    listeners.close();
    readiness.close();
    await expect(waiting).rejects.toThrow('as the store was closed');
  });

  it('leaves errors that nobody listens to what they are', async () => {
    const { client, readiness } = createClient(true);
    client.removeAllListeners('error');
    const waiting = readiness.wait();
    expect(() => client.emit('error', refusal)).toThrow('NOAUTH');
    await expect(waiting).rejects.toBe(refusal);
  });

  it('believes a refusal for a while only: the next try may end otherwise', async () => {
    const { client, now, readiness } = createClient(true, 300);
    client.emit('error', refusal);
    await expect(readiness.wait()).rejects.toBe(refusal);
    await sleep(310);
    const waiting = readiness.wait();
    now.isReady = true;
    client.emit('ready');
    await expect(waiting).resolves.toBeUndefined();
  });
});
