import { randomBytes } from 'node:crypto';
import type { RedisPort } from '../client/redis-port.ts';
import { StandingConnection } from '../client/standing-connection.ts';
import { every } from '../client/timing.ts';
import { noticeChannel } from './notice-payload.ts';

/** What a `MessageLine` is made of. */
export interface MessageLineOptions {
  readonly port: RedisPort;
  readonly prefix: string;
  /** How long the server may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Told when the connection cannot be made. */
  readonly report: (error: Error) => void;
}

/** Who hears what comes over a `MessageLine`. */
export interface LineListener {
  /** A notice of a record, as the scripts publish it. */
  readonly onNotice?: (message: Buffer) => void;
  /** A word for this process alone. */
  readonly onWord?: (word: string) => void;
  /** The connection is there, for the first time or again. */
  readonly onUp?: () => void;
  /** It was lost; what is said meanwhile is not heard. */
  readonly onDown?: () => void;
}

/** How often it is tried whether the line still carries, in milliseconds. */
const BEAT_MS = 400;

/**
 * The one connection of a store on which it hears what others say: the notices of all, and words for this
 * process. It is there as long as somebody listens. A connection that is dead without having been told so is
 * found by words to ourselves that do not arrive.
 */
export class MessageLine {
  /** Names this line among all on the server. */
  readonly instance: string = randomBytes(9).toString('base64url');
  readonly #options: MessageLineOptions;
  readonly #listeners = new Set<LineListener>();
  #connection: StandingConnection | undefined;
  #opening: Promise<void> = Promise.resolve();
  #stopBeats: (() => void) | undefined;
  /** The number of the last word to ourselves, and how far it came. */
  #beat = 0;
  #beatState: 'heard' | 'sending' | 'sent' = 'heard';

  constructor(options: MessageLineOptions) {
    this.#options = options;
  }

  /** The channel for words to one process: this, and its `instance`. */
  get wordChannelPrefix(): string {
    return `${this.#options.prefix}words:`;
  }

  get isUp(): boolean {
    return this.#connection?.isUp === true;
  }

  /** Listens from now on. Resolves after the first try to connect, whether it succeeded or not. */
  async listen(listener: LineListener): Promise<() => Promise<void>> {
    this.#listeners.add(listener);
    if (this.#connection === undefined) {
      this.#connection = this.#newConnection();
      this.#opening = this.#connection.open();
    }
    await this.#opening;
    return async () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) await this.close();
    };
  }

  /** Lets go of the connection. Whoever listens hears nothing any more. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#stopBeats?.();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  #newConnection(): StandingConnection {
    const { port, prefix, timeoutMs, report } = this.#options;
    const ownChannel = this.wordChannelPrefix + this.instance;
    const connection: StandingConnection = new StandingConnection({
      name: 'The Redis connection for notices and locks',
      timeoutMs,
      report,
      connect: (how) => port.connect(how),
      prepare: async (made) => {
        await made.subscribe(noticeChannel(prefix), (message) => {
          for (const listener of this.#listeners) listener.onNotice?.(message);
        });
        await made.subscribe(ownChannel, (message) => this.#hear(message.toString()));
      },
      onUp: () => {
        this.#beatState = 'heard';
        this.#stopBeats = every(BEAT_MS, () => this.#beatOnce(connection, ownChannel));
        for (const listener of this.#listeners) listener.onUp?.();
      },
      onDown: () => {
        this.#stopBeats?.();
        for (const listener of this.#listeners) listener.onDown?.();
      },
    });
    return connection;
  }

  #hear(word: string): void {
    if (word.startsWith('b')) {
      if (word === `b${this.#beat}`) this.#beatState = 'heard';
      return;
    }
    for (const listener of this.#listeners) listener.onWord?.(word);
  }

  /**
   * Only a word that the server took and did not bring says that the line is dead: when it does not even take
   * it, nobody can tell.
   */
  #beatOnce(connection: StandingConnection, channel: string): void {
    if (this.#beatState === 'sending') return;
    if (this.#beatState === 'sent') {
      connection.drop();
      return;
    }
    this.#beat += 1;
    const number = this.#beat;
    this.#beatState = 'sending';
    const settle = (state: 'heard' | 'sent') => (): void => {
      if (number === this.#beat && this.#beatState === 'sending') this.#beatState = state;
    };
    this.#options.port
      .command(['PUBLISH', channel, `b${number}`])
      .then(settle('sent'), settle('heard'));
  }
}
