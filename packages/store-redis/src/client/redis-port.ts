import { createHash } from 'node:crypto';
import { types } from 'node:util';

/** What goes to a server: text as UTF-8, bytes as they are. */
export type RedisArgument = string | Buffer;

/** A script of ours, and the name under which a server remembers it. */
export interface RedisScript {
  readonly lua: string;
  /** SHA-1 of the text in lower-case hex digits, as EVALSHA wants it. */
  readonly sha: string;
}

/** Makes a script of its Lua text. */
export function redisScript(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/**
 * All that the store asks of a driver. Strings in answers are Buffers, arrays are arrays, integers are
 * numbers, and nil is null, whichever driver and protocol it is.
 */
export interface RedisPort {
  /** Whether keys live on several servers: then all keys of one call must have one hash tag. */
  readonly cluster: boolean;
  /**
   * Runs a script where its keys live, in one round trip; in two when the server does not know it yet.
   * Rejects at once with `NotConnectedError` when the client was closed, or with what the server said if that was why;
   * so it does when the server does not let the client in; and with `NotConnectedError` after the time that the
   * port was made with when it does not become ready: nothing is left behind that would run later.
   */
  run(
    script: RedisScript,
    keys: readonly RedisArgument[],
    args: readonly RedisArgument[],
  ): Promise<unknown>;
  /**
   * The server does not answer: gives up the connection of the client, which may be dead without a word, and lets
   * the driver make another. Calls that wait on it are rejected, also those of others. Does nothing in a Cluster,
   * with Sentinels of node-redis, and while the client has subscriptions.
   */
  renew(): void;
  /** Calls back whenever the client has become ready. */
  onReady(listener: () => void): void;
  /** Sends one command to the server that has `key`; without a key, to any master. */
  command(args: readonly RedisArgument[], key?: string): Promise<unknown>;
  /**
   * A connection of our own to a master. In a cluster it is any of them: what is published anywhere is
   * heard everywhere.
   */
  connect(options?: ConnectOptions): Promise<RedisConnection>;
  /** Listens to the client no more, which goes on: nothing keeps the store in memory then. Safe to repeat. */
  close(): void;
}

/** How a connection of our own is to be. */
export interface ConnectOptions {
  /** It is let go of when it is not there by then, in milliseconds. Default: as the driver likes. */
  readonly timeoutMs?: number;
  /** Whether it must speak RESP2, in which the server tells a subscriber of keys that changed. */
  readonly resp2?: boolean;
}

/**
 * A connection that belongs to us alone. It never connects again by itself: once it is lost, messages may
 * have been missed, and whoever holds it asks the port for another.
 */
export interface RedisConnection {
  /** Sends one command on this very connection. */
  command(args: readonly RedisArgument[]): Promise<unknown>;
  /** Hears the messages of a channel. Resolves when the server has confirmed it. */
  subscribe(channel: string, listener: (message: Buffer) => void): Promise<void>;
  /** Calls back once when the connection is lost, also when it is by now; not after `close`. */
  onLost(listener: () => void): void;
  /** Lets go of the connection. Safe to repeat; never rejects. */
  close(): Promise<void>;
}

/** The client cannot be asked: it was never connected, is closed, or does not reach its server, for what the cause says. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
  readonly code = 'REDIS_NOT_CONNECTED';
}

/** Whether the server said this, and not the driver: such words stand at the beginning, in capital letters. */
export function isServerError(error: unknown): error is Error {
  return types.isNativeError(error) && /^[A-Z]{2}[A-Z0-9]* /u.test(error.message);
}

/** The names of the drivers' errors differ; what the server says is the same. */
export function isUnknownScript(error: unknown): boolean {
  return types.isNativeError(error) && error.message.startsWith('NOSCRIPT');
}
