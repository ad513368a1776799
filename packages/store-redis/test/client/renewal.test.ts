import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { Listeners } from '../../src/client/listeners.ts';
import { nodeRedisRenewal } from '../../src/client/renewal.ts';

/** What node-redis shows of itself; what it does is called by the tests. */
class Client extends EventEmitter {
  isOpen = true;
  isReady = false;
  readonly calls: string[] = [];

  destroy(): void {
    this.calls.push('destroy');
    this.isOpen = false;
  }

  connect(): Promise<void> {
    this.calls.push('connect');
    this.isOpen = true;
    return Promise.resolve();
  }
}

const GREET_MS = 300;

function watched(): Client {
  const client = new Client();
  client.on('error', () => undefined);
  const listeners = new Listeners(client);
  nodeRedisRenewal(client as never, listeners, GREET_MS);
  return client;
}

describe('a greeting of node-redis that is not answered', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is begun anew', () => {
    const client = watched();
    client.emit('connect');
    jest.advanceTimersByTime(GREET_MS);
    expect(client.calls).toEqual(['destroy']);
    jest.advanceTimersByTime(1000);
    expect(client.calls).toEqual(['destroy', 'connect']);
  });

  it('is begun anew also behind an error that did not end it', () => {
    const client = watched();
    client.emit('connect');
    client.emit('error', new Error('of a connection that was given up before'));
    jest.advanceTimersByTime(3000);
    expect(client.calls).toEqual(['destroy']);
    // A try that makes a pause must be over by then.
    jest.advanceTimersByTime(2999);
    expect(client.calls).toEqual(['destroy']);
    jest.advanceTimersByTime(1);
    expect(client.calls).toEqual(['destroy', 'connect']);
  });

  it.each(['reconnecting', 'connect'])(
    'is left to the driver when that tries again, and says so by %s',
    (event) => {
      const client = watched();
      client.emit('connect');
      client.emit('error', new Error('refused'));
      jest.advanceTimersByTime(2000);
      client.emit(event);
      client.isReady = true;
      client.emit('ready');
      client.isReady = false;
      jest.advanceTimersByTime(60_000);
      expect(client.calls).toEqual([]);
    },
  );

  it('is left alone when the client was closed, or became ready all the same', () => {
    for (const change of [{ isOpen: false }, { isReady: true }]) {
      const client = watched();
      client.emit('connect');
      client.emit('error', new Error('refused'));
      Object.assign(client, change);
      jest.advanceTimersByTime(60_000);
      expect(client.calls).toEqual([]);
    }
  });
});
