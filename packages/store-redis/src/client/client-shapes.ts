import type { RedisArgument } from './redis-port.ts';

/** The part of every driver that tells of events; see `listen`. */
export interface ClientEvents {
  on(event: string | symbol, listener: never): unknown;
  off(event: string | symbol, listener: never): unknown;
}

/** Settings of one command of node-redis: which type of answer becomes what. */
export interface NodeRedisCommandOptions {
  readonly typeMapping?: Readonly<Record<number, unknown>>;
}

/** What `createClient` of node-redis gives, as far as the store uses it. */
export interface NodeRedisClient extends ClientEvents {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  readonly options?: { readonly socket?: object };
  readonly isPubSubActive?: boolean;
  listenerCount(event: string): number;
  sendCommand(args: RedisArgument[], options?: NodeRedisCommandOptions): Promise<unknown>;
  duplicate(overrides?: object): NodeRedisClient;
  connect(): Promise<unknown>;
  subscribe(
    channel: string,
    listener: (message: Buffer, channel: Buffer) => void,
    bufferMode: true,
  ): Promise<unknown>;
  destroy(): void;
}

/** What `createCluster` of node-redis gives, as far as the store uses it. */
export interface NodeRedisCluster extends ClientEvents {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  readonly masters: readonly unknown[];
  sendCommand(
    firstKey: RedisArgument | undefined,
    isReadonly: boolean | undefined,
    args: RedisArgument[],
    options?: NodeRedisCommandOptions,
  ): Promise<unknown>;
  /** Takes one of the masters, of which no more is known. */
  nodeClient(node: never): NodeRedisClient | Promise<NodeRedisClient>;
}

/** What `createSentinel` of node-redis gives, as far as the store uses it. */
export interface NodeRedisSentinel extends ClientEvents {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  getMasterNode(): unknown;
  sendCommand(
    isReadonly: boolean | undefined,
    args: RedisArgument[],
    options?: NodeRedisCommandOptions,
  ): Promise<unknown>;
  duplicate(): NodeRedisSentinel;
  connect(): Promise<unknown>;
  subscribe(
    channel: string,
    listener: (message: Buffer, channel: Buffer) => void,
    bufferMode: true,
  ): Promise<unknown>;
  destroy(): unknown;
}

/** What `new Redis` of ioredis gives, with or without sentinels, as far as the store uses it. */
export interface IoredisClient extends ClientEvents {
  readonly isCluster?: boolean;
  readonly status: string;
  readonly options?: { readonly enableAutoPipelining?: boolean | undefined };
  callBuffer(command: string, args: RedisArgument[]): Promise<unknown>;
  duplicate(override?: object): IoredisClient;
  connect(): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  disconnect(): void;
  readonly stream?: { destroy(): unknown };
}

/** What `new Cluster` of ioredis gives, as far as the store uses it. */
export interface IoredisCluster extends ClientEvents {
  readonly isCluster: boolean;
  readonly status: string;
  readonly options?: { readonly enableAutoPipelining?: boolean | undefined };
  callBuffer(command: string, args: RedisArgument[]): Promise<unknown>;
  connect(): Promise<unknown>;
  nodes(role: 'master'): IoredisClient[];
}

/**
 * A client of the application: node-redis (`createClient`, `createCluster`, `createSentinel`) or ioredis
 * (`new Redis`, `new Cluster`).
 */
export type RedisClient =
  NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoredisClient | IoredisCluster;
