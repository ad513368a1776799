import type { ClientEvents, NodeRedisClient, NodeRedisSentinel } from './client-shapes.ts';
import { connected } from './connected.ts';
import { LostConnection } from './lost-connection.ts';
import { AS_BUFFERS } from './node-redis-answers.ts';
import type { ConnectOptions, RedisArgument, RedisConnection } from './redis-port.ts';
import { listen } from './listen.ts';

/** What a client of node-redis tells when its connection is gone, or might be. */
const LOSSES = ['error', 'end', 'reconnecting', 'terminated'];

/** Without what only goes with RESP3, and is of no use to us. */
const RESP2 = {
  RESP: 2,
  clientSideCache: undefined,
  emitInvalidate: false,
  maintNotifications: 'disabled',
};

/** A connection of our own to the server of a client. */
export async function connectNodeRedis(
  client: NodeRedisClient,
  options: ConnectOptions = {},
): Promise<RedisConnection> {
  const own = client.duplicate({
    socket: { ...client.options?.socket, reconnectStrategy: false },
    ...(options.resp2 === true && RESP2),
  });
  return open(own, {
    losses: LOSSES,
    send: (args) => own.sendCommand(args, AS_BUFFERS),
    timeoutMs: options.timeoutMs,
  });
}

/**
 * A connection of our own to the master that the sentinels name. Whatever changes among the servers counts as
 * its loss: the driver would go on with another master without saying what was missed.
 */
export async function connectSentinel(
  client: NodeRedisSentinel,
  options: ConnectOptions = {},
): Promise<RedisConnection> {
  const own = client.duplicate();
  return open(own, {
    losses: ['error', 'end', 'client-error', 'topology-change'],
    send: (args) => own.sendCommand(false, args, AS_BUFFERS),
    timeoutMs: options.timeoutMs,
  });
}

type Opened = ClientEvents &
  Pick<NodeRedisClient, 'connect' | 'subscribe'> & { destroy(): unknown };

interface Opening {
  readonly losses: readonly string[];
  readonly send: (args: RedisArgument[]) => Promise<unknown>;
  readonly timeoutMs: number | undefined;
}

async function open(own: Opened, { losses, send, timeoutMs }: Opening): Promise<RedisConnection> {
  const state = new LostConnection();
  const destroy = async (): Promise<void> => {
    try {
      await own.destroy();
    } catch {
      // It was closed already.
    }
  };
  // An emitter without a listener of `error` would end the process.
  listen(own, 'error', () => undefined);
  await connected(own.connect(), destroy, timeoutMs);
  for (const event of losses) listen(own, event, state.lost);
  return {
    command: (args) => send([...args]),
    subscribe: async (channel, listener) => {
      await own.subscribe(channel, (message) => listener(message), true);
    },
    onLost: (listener) => state.onLost(listener),
    close: async () => {
      if (state.close()) await destroy();
    },
  };
}
