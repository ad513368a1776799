import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy, type TcpProxy } from '../../services/tcp-proxy.ts';

/** The server's sides of the connections. */
const served = new Set<Socket>();

/** Answers each chunk with the same bytes; `!` by two chunks that come apart. */
function echo(): Server {
  return createServer((socket) => {
    served.add(socket);
    socket.on('close', () => served.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.toString() !== '!') {
        socket.write(chunk);
        return;
      }
      socket.write('one');
      setTimeout(() => socket.write('two'), 20);
    });
  });
}

/** What a client has received, and how it ended. */
class Client {
  readonly socket: Socket;
  received = '';
  outcome: 'open' | 'ended' | 'reset' = 'open';

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => (this.received += chunk.toString('latin1')));
    this.socket.on('end', () => (this.outcome = 'ended'));
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.outcome = error.code === 'ECONNRESET' ? 'reset' : 'open';
    });
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await sleep(2);
  }

  async ask(text: string): Promise<string> {
    const length = this.received.length + text.length;
    this.socket.write(text);
    await this.until(() => this.received.length >= length);
    return this.received.slice(length - text.length);
  }
}

let server: Server;
let proxy: TcpProxy;
const clients: Client[] = [];

function client(): Client {
  const made = new Client(proxy.port);
  clients.push(made);
  return made;
}

beforeEach(async () => {
  server = echo();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  await proxy.close();
  server.close();
});

describe('the proxy', () => {
  it('passes bytes and ends in both directions', async () => {
    const one = client();
    expect(await one.ask('hello')).toBe('hello');
    one.socket.end();
    await one.until(() => one.outcome === 'ended');
    expect([proxy.requestBytes(), proxy.replyBytes()]).toEqual([5, 5]);
    await one.until(() => proxy.connections() === 0);
  });

  it('counts a burst of requests with its burst of replies as one round trip', async () => {
    const one = client();
    one.socket.write('!');
    await one.until(() => one.received === 'onetwo');
    expect(proxy.roundTrips()).toBe(1);
    await one.ask('a');
    await one.ask('b');
    await client().ask('c');
    expect(proxy.roundTrips()).toBe(4);
  });

  it('delays replies in their order', async () => {
    const one = client();
    await one.ask('warm');
    proxy.mode('delay', { ms: 40, jitter: 30 });
    const from = performance.now();
    expect(await one.ask('a')).toBe('a');
    // A timer of Node may fire a millisecond early.
    expect(performance.now() - from).toBeGreaterThan(38);
    const before = one.received;
    for (const digit of '0123456789') {
      one.socket.write(digit);
      await sleep(3);
    }
    await one.until(() => one.received.length === before.length + 10);
    expect(one.received).toBe(`${before}0123456789`);
  });

  it('drops in silence, on open and on new connections, and loses it for good', async () => {
    const [one, two] = [client(), client()];
    await one.ask('warm');
    proxy.mode('drop');
    one.socket.write('lost');
    two.socket.write('lost');
    await sleep(50);
    expect([one.outcome, two.outcome, two.received]).toEqual(['open', 'open', '']);
    proxy.mode('pass');
    expect(await one.ask('found')).toBe('found');
    expect(one.received).toBe('warmfound');
  });

  it('resets what is connected, and what connects', async () => {
    const one = client();
    await one.ask('warm');
    proxy.mode('reset');
    await one.until(() => one.outcome === 'reset');
    const two = client();
    await two.until(() => two.outcome === 'reset');
    proxy.mode('pass');
    expect(await client().ask('again')).toBe('again');
  });

  it('resets after some bytes of replies', async () => {
    const one = client();
    proxy.mode('reset', { afterBytes: 6 });
    await one.ask('1234');
    one.socket.write('5678');
    await one.until(() => one.outcome === 'reset');
    expect(one.received).toBe('123456');
  });

  it('resets what has lost bytes also when that mode ends at that moment', async () => {
    const one = client();
    proxy.mode('reset', { afterBytes: 6 });
    await one.ask('1234');
    one.socket.write('5678');
    // The cut follows a moment later, as the client is to read these bytes before.
    await one.until(() => one.received === '123456');
    proxy.mode('pass');
    await one.until(() => one.outcome === 'reset');
    expect(one.received).toBe('123456');
  });

  it('truncates replies, and ends in good order', async () => {
    const one = client();
    proxy.mode('truncate', { afterBytes: 6 });
    await one.ask('1234');
    one.socket.write('5678');
    await one.until(() => one.outcome === 'ended');
    expect(one.received).toBe('123456');
  });

  it('does not tell the client that the server has gone, until it comes back', async () => {
    const one = client();
    await one.ask('warm');
    proxy.mode('halfOpen');
    one.socket.write('lost');
    await sleep(50);
    expect([one.outcome, one.received]).toEqual(['open', 'warm']);
    await one.until(() => served.size === 0);
    proxy.mode('pass');
    one.socket.write('who are you');
    await one.until(() => one.outcome === 'reset');
    expect(await client().ask('again')).toBe('again');
  });

  it('gives garbage of the same length', async () => {
    const one = client();
    await one.ask('warm');
    proxy.mode('garbage');
    const reply = await one.ask('0123456789abcdef');
    expect(reply).toHaveLength(16);
    expect(reply).not.toBe('0123456789abcdef');
  });

  it('rewrites what the server says', async () => {
    const one = client();
    await one.ask('warm');
    proxy.mode('rewrite', { rewrite: (reply) => reply.replaceAll('7', '6') });
    expect(await one.ask('version 7.0')).toBe('version 6.0');
    proxy.mode('pass');
    expect(await one.ask('version 7.0')).toBe('version 7.0');
  });

  it('disconnects once, and takes the next', async () => {
    const one = client();
    await one.ask('warm');
    proxy.disconnect();
    await one.until(() => one.outcome === 'reset');
    expect(await client().ask('again')).toBe('again');
  });

  it('resets a client whose server does not listen', async () => {
    await new Promise((resolve) => server.close(resolve));
    const one = client();
    await one.until(() => one.outcome === 'reset');
    expect(one.received).toBe('');
  });
});
