import { OptionError, type BreakerOptions } from 'httpsession';
import type { RedisClient } from '../client/client-shapes.ts';
import type { NearCacheOptions } from '../near-cache/near-cache.ts';

/** What `new RedisStore` takes. Only `client` is needed. */
export interface RedisStoreOptions {
  /**
   * A client of node-redis or ioredis, to one server, through Sentinel, or to a Cluster. The store never closes
   * it.
   */
  readonly client: RedisClient;
  /**
   * What all keys begin with: 1 to 64 of letters, digits, `:`, `.`, `/`, `-` and `_`. Applications that share a
   * server need one each: whoever has the same prefix ends the sessions that have expired, and finds those of a
   * person. Default `httpsession:`.
   */
  readonly prefix?: string;
  /**
   * In how many groups the sessions are divided, each of which is on one server of a cluster: 1 to 1 024. All
   * processes must say the same, for as long as there are sessions. Default 1; 16 in a cluster.
   */
  readonly partitions?: number;
  /** How long an answer may take, in milliseconds. Default 1 000. */
  readonly timeoutMs?: number;
  /** How many calls may wait for an answer. Default 1 000. */
  readonly maxPending?: number;
  /** After how many failures the server is only asked now and then. */
  readonly breaker?: BreakerOptions;
  /**
   * What other processes are told: `gone`, that a session has ended or changed its id; `all`, also that it
   * changed, which costs every process a message for each write of any; false, nothing. Default `gone`.
   */
  readonly notices?: 'gone' | 'all' | false;
  /** Keeps so many records in this process as well. Default: none. */
  readonly nearCache?: NearCacheOptions;
  /**
   * Told of what does not stop a request, such as a record that cannot be read. Default: a warning of the
   * process, each message once.
   */
  readonly onError?: (error: Error) => void;
}

const KNOWN = [
  'client',
  'prefix',
  'partitions',
  'timeoutMs',
  'maxPending',
  'breaker',
  'notices',
  'nearCache',
  'onError',
];
const PREFIX = /^[\w:./-]{1,64}$/u;
const MAX_PARTITIONS = 1024;

/** The options that are the store's own, complete. */
export interface CheckedOptions {
  readonly prefix: string;
  readonly partitions: number | undefined;
  readonly notices: 'gone' | 'all' | false;
}

/** Throws `OptionError` for the first that is wrong. */
export function checkOptions(options: RedisStoreOptions | undefined): CheckedOptions {
  // JavaScript may give none at all. What a client is, is checked where its kind is found out.
  if (!options) throw new OptionError('client', options, 'a client of node-redis or ioredis');
  const { prefix = 'httpsession:', partitions, notices = 'gone' } = options;
  for (const [name, value] of Object.entries(options)) {
    if (KNOWN.includes(name)) continue;
    throw new OptionError(name, value, `left out: it is none of ${KNOWN.join(', ')}`);
  }
  if (typeof prefix !== 'string' || !PREFIX.test(prefix)) {
    throw new OptionError('prefix', prefix, '1 to 64 of letters, digits, : . / - and _');
  }
  if (
    partitions !== undefined &&
    (!Number.isInteger(partitions) || partitions < 1 || partitions > MAX_PARTITIONS)
  ) {
    throw new OptionError('partitions', partitions, `a whole number from 1 to ${MAX_PARTITIONS}`);
  }
  if (!['gone', 'all', false].includes(notices)) {
    throw new OptionError('notices', notices, "'gone', 'all' or false");
  }
  return { prefix, partitions, notices };
}
