// eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 20.12, so in all that we support
import { hash } from 'node:crypto';
import type { SessionNotice } from 'httpsession';
import { bytesToKey } from '../common/key-bytes.ts';
import { withinMs } from '../common/within-ms.ts';
import {
  listen,
  NO_CONNECTION,
  outliveErrors,
  type PostgresClient,
  type PostgresPool,
} from './pool.ts';
import type { Tables } from './tables.ts';

/** How soon a lost connection is made again, in milliseconds; longer each time. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 5000;

/** How often a connection that says nothing is asked whether it still lives, and how long that may take. */
const PULSE_MS = 5000;

/** How long a connection of the pool is waited for. Later it goes back as it is. */
const CONNECT_MS = 5000;

/** How long `close` waits for a connection that is being made, which goes back by itself. */
const CLOSE_MS = 1000;

type Listener = (notice: SessionNotice) => void;

/** Listens on a connection of its own for what the statements of all processes send. */
export class PostgresNotices {
  /** One for each set of tables. Names of channels have 63 characters at most. */
  readonly channel: string;
  readonly #pool: PostgresPool;
  readonly #listeners = new Set<Listener>();
  #client: PostgresClient | undefined;
  #opening: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: PostgresPool, tables: Tables) {
    this.channel = `httpsession_${hash('sha256', tables.sessions, 'hex').slice(0, 32)}`;
    this.#pool = pool;
  }

  /** As `SessionNotices.subscribe`. Rejects when the server cannot be asked. */
  async subscribe(listener: Listener): Promise<() => Promise<void>> {
    // The same function may be given twice, and each of them is stopped for itself.
    const own: Listener = (notice) => listener(notice);
    this.#listeners.add(own);
    try {
      await this.#open();
    } catch (error) {
      this.#listeners.delete(own);
      throw error;
    }
    return async () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) await this.close();
    };
  }

  /** Stops listening, and gives the connection back. */
  async close(): Promise<void> {
    this.#listeners.clear();
    clearTimeout(this.#timer);
    // Before anything is waited for: who subscribes meanwhile is to find none, and make one.
    const client = this.#client;
    this.#client = undefined;
    // Ended, not given back: the next one who got it would have our LISTEN.
    client?.release(true);
    const opening = this.#opening ?? Promise.resolve();
    await withinMs(CLOSE_MS, 'it goes back later', opening).catch(() => undefined);
  }

  /** Makes a connection, if there is none and anybody listens. */
  async #open(): Promise<void> {
    // Again, as one that came when nobody listened was not kept: somebody may have come since.
    while (this.#client === undefined && this.#listeners.size > 0) {
      this.#opening ??= this.#listen().finally(() => {
        this.#opening = undefined;
      });
      await this.#opening;
    }
  }

  async #listen(): Promise<void> {
    const client = await this.#connect();
    try {
      listen(client, 'notification', ({ payload }) => this.#heard(payload));
      listen(client, 'end', () => this.#lost(client));
      listen(client, 'error', () => this.#lost(client));
      await client.query({
        text: `LISTEN ${this.channel}`,
        rowMode: 'array',
        query_timeout: PULSE_MS,
      });
    } catch (error) {
      client.release(true);
      throw error;
    }
    // All have left meanwhile.
    if (this.#listeners.size === 0) {
      client.release(true);
      return;
    }
    this.#client = client;
    this.#feelPulse(client);
  }

  async #connect(): Promise<PostgresClient> {
    const connecting = this.#pool.connect();
    try {
      return outliveErrors(await withinMs(CONNECT_MS, NO_CONNECTION, connecting));
    } catch (error) {
      // Nobody waits for it any more, and the next one may have it.
      connecting.then((late) => outliveErrors(late).release()).catch(() => undefined);
      throw error;
    }
  }

  /** A network can lose a connection without telling: then nothing comes any more, and nothing is missing. */
  #feelPulse(client: PostgresClient): void {
    this.#timer = setTimeout(() => {
      client.query({ text: 'SELECT 1', rowMode: 'array', query_timeout: PULSE_MS }).then(
        () => {
          if (this.#client === client) this.#feelPulse(client);
        },
        () => this.#lost(client),
      );
    }, PULSE_MS).unref();
  }

  #lost(client: PostgresClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    client.release(true);
    this.#tell({ kind: 'missed' });
    this.#openAgain(FIRST_PAUSE_MS);
  }

  #openAgain(pauseMs: number): void {
    const pause = pauseMs * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => {
      if (this.#listeners.size === 0) return;
      this.#open().then(
        // What was sent between the two connections, nobody heard.
        () => this.#tell({ kind: 'missed' }),
        () => this.#openAgain(Math.min(pauseMs * 2, LAST_PAUSE_MS)),
      );
    }, pause).unref();
  }

  #heard(payload: string | undefined): void {
    const [kind, key] = payload?.split(':') ?? [];
    if ((kind !== 'changed' && kind !== 'gone') || key === undefined) return;
    let notice: SessionNotice;
    try {
      notice = { kind, key: bytesToKey(Buffer.from(key, 'hex')) };
    } catch {
      // Anybody may send to a channel.
      return;
    }
    this.#tell(notice);
  }

  #tell(notice: SessionNotice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch {
        // One that throws is not to keep the others from hearing it.
      }
    }
  }
}
