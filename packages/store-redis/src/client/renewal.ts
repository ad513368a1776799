import type { IoredisClient, NodeRedisClient } from './client-shapes.ts';
import type { Listeners } from './listeners.ts';
import { later } from './timing.ts';

/** Makes a driver give up a connection that does not answer, and connect again. */
export type Renewal = () => void;

/** How long a client that was closed in its greeting stays closed: longer each time, until it is ready. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 1000;
/** More than the longest pause that node-redis makes by itself between two tries, in milliseconds. */
const UNSURE_MS = 3000;

/** For drivers that cannot be told, or not without harm. */
export const noRenewal: Renewal = () => undefined;

/** Calls that many callers make at the same moment are one. */
export function atMostEvery(ms: number, renew: Renewal): Renewal {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    renew();
  };
}

/**
 * Ends the socket; the driver then connects again by its own `retryStrategy`. Also when the server takes a
 * connection and does not answer the greeting in `greetMs` milliseconds: the driver would wait for ever.
 */
export function ioredisRenewal(
  client: IoredisClient,
  listeners: Listeners,
  greetMs: number,
): Renewal {
  listeners.add('connect', () => {
    const greeted = client.stream;
    later(greetMs, () => {
      if (listeners.isClosed) return;
      if (client.status === 'connect' && client.stream === greeted) greeted?.destroy();
    });
  });
  return () => {
    if (listeners.isClosed) return;
    if (['ready', 'connect', 'connecting'].includes(client.status)) client.stream?.destroy();
  };
}

/**
 * Closes the client and opens it again: there is no other way to end its socket from outside. Not while it has
 * subscriptions, which would be lost; nor while it makes a pause between two tries, as it would then go on
 * trying twice. Also when the greeting is not answered, as with ioredis, and when the server sends what is not
 * its protocol: this driver tells of it and goes on with the connection, whose replies are then not those to its
 * requests.
 */
export function nodeRedisRenewal(
  client: NodeRedisClient,
  listeners: Listeners,
  greetMs: number,
): Renewal {
  let [isGreeting, knowsErrors, tries, pauseMs] = [false, false, 0, FIRST_PAUSE_MS];
  const connect = (): void => {
    // A failure shows in not becoming ready.
    if (!client.isOpen) client.connect().catch(() => undefined);
  };
  const renew = (): void => {
    // Nothing was heard of it since: it may be well by now. And who has closed the client may want it so.
    if (listeners.isClosed || !client.isOpen) return;
    if (client.isPubSubActive === true || !(client.isReady || isGreeting)) return;
    const wasReady = client.isReady;
    isGreeting = false;
    client.destroy();
    if (wasReady) {
      connect();
      return;
    }
    // The try that was under way must see that the client is closed, and end: else it goes on beside the new one,
    // and what becomes of the two cannot be told apart.
    later(pauseMs, connect);
    pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS);
  };
  // It may be the error of a connection that was given up before: then the greeting goes on, perhaps for ever. If it is
  // of this one, the driver makes a pause and says that it tries again.
  const failed = (error: unknown): void => {
    if (isDamage(error)) {
      setImmediate(renew);
      return;
    }
    if (!isGreeting) return;
    isGreeting = false;
    const failing = tries;
    later(UNSURE_MS, () => {
      if (failing !== tries || listeners.isClosed || !client.isOpen || client.isReady) return;
      client.destroy();
      later(UNSURE_MS, connect);
    });
  };
  listeners.add('ready', () => {
    isGreeting = false;
    pauseMs = FIRST_PAUSE_MS;
  });
  listeners.add('connect', () => {
    // An error that nobody listens to ends the process: that is not for us to change.
    if (!knowsErrors && client.listenerCount('error') > 0) {
      listeners.add('error', failed);
      knowsErrors = true;
    }
    isGreeting = knowsErrors;
    tries += 1;
    const greeting = tries;
    later(greetMs, () => {
      if (isGreeting && greeting === tries) renew();
    });
  });
  listeners.add('reconnecting', () => {
    isGreeting = false;
    tries += 1;
  });
  return renew;
}

/** The decoder of node-redis has no class for it. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unknown RESP type');
}
