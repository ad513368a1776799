import { OptionError, type MaybePromise, type SessionRecord } from 'httpsession';
import { NearRecords } from './near-records.ts';
import { Tracking, type TrackingOptions } from './tracking.ts';

/** Records that are kept in this process as well. */
export interface NearCacheOptions {
  /** How many, the least recently used going first. From 1 to 1 000 000. */
  readonly max: number;
}

/** What a `NearCache` is made of. */
export interface NearCacheParts
  extends NearCacheOptions, Omit<TrackingOptions, 'onChange' | 'onReset'> {
  /** The key on the server of the record with this key. It begins with one of `tracked`. */
  readonly keyOf: (key: string) => string;
}

/** Throws `OptionError` naming `nearCache`, or what in it is wrong or unknown; and when it cannot be kept. */
export function checkNearCache(
  options: NearCacheOptions,
  client: object,
  isCluster: boolean,
): void {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new OptionError('nearCache', options, 'an object with max');
  }
  for (const [name, value] of Object.entries(options)) {
    if (name !== 'max')
      throw new OptionError(`nearCache.${name}`, value, 'left out: nearCache has max only');
  }
  const { max } = options;
  if (!Number.isInteger(max) || max < 1 || max > 1_000_000) {
    throw new OptionError('nearCache.max', max, 'a whole number from 1 to 1000000');
  }
  // The commands of node-redis' client of sentinels do not go by the connection that hears.
  if (isCluster || 'getMasterNode' in client) {
    throw new OptionError(
      'nearCache',
      options,
      'left out with a client of a Cluster, and with createSentinel of node-redis: which server tells of ' +
        'which keys is not known there. It works with createClient, and with ioredis on one server or by Sentinels',
    );
  }
}

/** Gives records from memory for as long as it is known that they are what the server has. */
export class NearCache {
  readonly #records: NearRecords;
  readonly #tracking: Tracking;
  readonly #keyOf: (key: string) => string;

  constructor(parts: NearCacheParts) {
    this.#records = new NearRecords(parts.max);
    this.#keyOf = parts.keyOf;
    this.#tracking = new Tracking({
      ...parts,
      onChange: (key) => this.#records.forget(key),
      onReset: () => this.#records.clear(),
    });
  }

  /** As `SessionStore.load`: at once from memory, or by `read`, which brings the whole record. */
  load(
    key: string,
    known: number | undefined,
    read: () => MaybePromise<SessionRecord | undefined>,
  ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    const stored = this.#keyOf(key);
    if (this.#tracking.isTrusted()) {
      const record = this.#records.get(stored);
      if (record !== undefined) return answer(record, known);
    }
    return this.#read(stored, known, read);
  }

  /**
   * Does what changes the record under a key. What is known of it here is forgotten before whoever asked hears
   * of it: what the server tells comes later.
   */
  async change<T>(key: string, work: () => MaybePromise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      // Also when it failed: it may have been done all the same.
      this.#records.forget(this.#keyOf(key));
    }
  }

  /** Keeps and hears nothing any more. */
  async close(): Promise<void> {
    await this.#tracking.close();
    this.#records.clear();
  }

  async #read(
    stored: string,
    known: number | undefined,
    read: () => MaybePromise<SessionRecord | undefined>,
  ): Promise<SessionRecord | 'unchanged' | undefined> {
    const reading = this.#records.begin(stored);
    let record: SessionRecord | undefined;
    try {
      record = await read();
    } finally {
      this.#records.end(reading, record);
    }
    return record === undefined ? undefined : answer(record, known);
  }
}

function answer(record: SessionRecord, known: number | undefined): SessionRecord | 'unchanged' {
  return record.version === known ? 'unchanged' : record;
}
