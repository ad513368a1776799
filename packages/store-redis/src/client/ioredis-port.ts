import { connected } from './connected.ts';
import type { ClientEvents, IoredisClient, IoredisCluster } from './client-shapes.ts';
import { LostConnection } from './lost-connection.ts';
import { firstOf, Readiness } from './ready.ts';
import {
  isUnknownScript,
  type ConnectOptions,
  type RedisArgument,
  type RedisConnection,
  type RedisPort,
} from './redis-port.ts';
import { listen } from './listen.ts';
import { Listeners } from './listeners.ts';
import { atMostEvery, ioredisRenewal, noRenewal, type Renewal } from './renewal.ts';

type Sender = Pick<
  IoredisClient,
  'status' | 'options' | 'callBuffer' | 'connect' | keyof ClientEvents
>;

/** How a port hears of its client, and how long it waits for it. */
interface Hearing {
  readonly readyMs: number;
  readonly listeners: Listeners;
  readonly renewal: Renewal;
}

/** The port on a client of `new Redis`, with or without sentinels. */
export function ioredisPort(client: IoredisClient, readyMs: number): RedisPort {
  const listeners = new Listeners(client);
  const renewal = ioredisRenewal(client, listeners, readyMs);
  return {
    cluster: false,
    ...commands(client, { readyMs, listeners, renewal }),
    connect: (options) => connectIoredis(client, options),
  };
}

/** The port on a client of `new Cluster`. The driver reads from the keys where a command belongs. */
export function ioredisClusterPort(client: IoredisCluster, readyMs: number): RedisPort {
  return {
    cluster: true,
    ...commands(client, { readyMs, listeners: new Listeners(client), renewal: noRenewal }),
    connect: (options) => firstOf(client.nodes('master'), (node) => connectIoredis(node, options)),
  };
}

function commands(
  client: Sender,
  { readyMs, listeners, renewal }: Hearing,
): Omit<RedisPort, 'cluster' | 'connect'> {
  const isReady = (): boolean => client.status === 'ready';
  const renew = atMostEvery(readyMs, renewal);
  const state = { isReady, isOpen: () => client.status !== 'end', tellsOfAll: true };
  const readiness = new Readiness(client, state, { readyMs, renew, listeners });
  const send = (command: string, args: RedisArgument[]): Promise<unknown> => {
    // The sessions of an application that has chosen a database belong into no other.
    if (isReady() && readiness.refusal === undefined) return call(client, command, args);
    if (client.status === 'end') return Promise.reject(readiness.closed());
    // With `lazyConnect` nobody has called it; a failure shows in not becoming ready.
    if (client.status === 'wait') client.connect().catch(() => undefined);
    return readiness.wait().then(() => call(client, command, args));
  };
  return {
    run: (script, keys, args) => {
      const rest = [String(keys.length), ...keys, ...args];
      return send('evalsha', [script.sha, ...rest]).catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        return send('eval', [script.lua, ...rest]);
      });
    },
    command: ([name, ...args]) => send(String(name), args),
    renew,
    onReady: (listener) => listeners.add('ready', listener),
    close: () => {
      listeners.close();
      readiness.close();
    },
  };
}

/**
 * With `enableAutoPipelining`, ioredis 5 and 6 lose the name of a command that comes by `callBuffer`, and the
 * process ends by a TypeError; a method with the name of its command keeps it.
 */
function call(client: Sender, command: string, args: RedisArgument[]): Promise<unknown> {
  if (client.options?.enableAutoPipelining !== true) return client.callBuffer(command, args);
  const named = (client as unknown as Readonly<Record<string, unknown>>)[
    `${command.toLowerCase()}Buffer`
  ];
  if (typeof named !== 'function') return client.callBuffer(command, args);
  return Reflect.apply(named, client, args) as Promise<unknown>;
}

async function connectIoredis(
  client: IoredisClient,
  options: ConnectOptions = {},
): Promise<RedisConnection> {
  const own = client.duplicate({
    lazyConnect: true,
    retryStrategy: null,
    enableOfflineQueue: true,
    enableAutoPipelining: false,
    // Not known before version 6, which speaks nothing else.
    ...(options.resp2 === true && { protocol: 2, replyMapping: undefined }),
  });
  const state = new LostConnection();
  // An emitter without a listener of `error` would end the process.
  listen(own, 'error', () => undefined);
  await connected(own.connect(), () => own.disconnect(), options.timeoutMs);
  listen(own, 'close', state.lost);
  listen(own, 'end', state.lost);
  if (own.status === 'end') state.lost();
  return {
    command: ([name, ...args]) => own.callBuffer(String(name), args),
    subscribe: async (channel, listener) => {
      listen(own, 'messageBuffer', (from: Buffer, message: Buffer) => {
        if (from.toString() === channel) listener(message);
      });
      await own.subscribe(channel);
    },
    onLost: (listener) => state.onLost(listener),
    close: () => {
      if (state.close()) own.disconnect();
      return Promise.resolve();
    },
  };
}
