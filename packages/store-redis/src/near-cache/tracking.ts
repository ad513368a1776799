import { randomBytes } from 'node:crypto';
import type { RedisConnection, RedisPort } from '../client/redis-port.ts';
import { StandingConnection } from '../client/standing-connection.ts';
import { every } from '../client/timing.ts';

/** What `Tracking` is made of. */
export interface TrackingOptions {
  readonly port: RedisPort;
  readonly prefix: string;
  /** What the keys begin with that are tracked. None begins with another. */
  readonly tracked: readonly string[];
  /** How long the server may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** A key of the server has changed. */
  readonly onChange: (key: string) => void;
  /** All keys may have changed. */
  readonly onReset: () => void;
  /** Told when the connection cannot be made. */
  readonly report: (error: Error) => void;
}

/** Where a server that speaks RESP2 says which keys changed. */
const CHANNEL = '__redis__:invalidate';
/** How often it is tried whether changes are still heard, in milliseconds. */
const BEAT_MS = 250;
/**
 * How old what we know may be, in milliseconds: so long after a write was acknowledged anywhere, the state
 * before it may still be given here.
 */
const TRUST_MS = 750;
/** A beat that is not heard for so long after the server took it: the connection is dead. In milliseconds. */
const DEAD_MS = 2 * BEAT_MS;
/** Nobody asked for so long: the beats pause. In milliseconds. */
const IDLE_MS = 2000;

/**
 * Hears from the server which keys change, on a connection of its own in broadcasting mode, and knows how
 * far this can be trusted.
 *
 * Every beat writes a key of ours by the connections that read and write sessions. When the server tells of
 * that change, all changes that were acknowledged before the beat began have been told as well: the server
 * tells of changes before it acknowledges them, in their order, and the beat shows that the server that we
 * ask is the one that tells. So trust needs no clock but our own, and it ends by itself when a connection
 * dies without a word, when a server is paused, or when the reads have moved to another server.
 */
export class Tracking {
  readonly #options: TrackingOptions;
  readonly #connection: StandingConnection;
  readonly #beatPrefix: string;
  #beat = 0;
  /** The beat that is under way: when it began, and when the server took it. */
  #underWay: { readonly key: string; readonly beganAt: number; takenAt: number } | undefined;
  /** When the last beat began that was heard. */
  #knownAt = Number.NEGATIVE_INFINITY;
  #usedAt = Number.NEGATIVE_INFINITY;
  #stopBeats: (() => void) | undefined;
  #isOpen = false;

  constructor(options: TrackingOptions) {
    this.#options = options;
    this.#beatPrefix = `${options.prefix}beat:${randomBytes(9).toString('base64url')}:`;
    this.#connection = new StandingConnection({
      name: 'The Redis connection of the near cache',
      timeoutMs: options.timeoutMs,
      report: options.report,
      connect: (how) => options.port.connect({ ...how, resp2: true }),
      prepare: (connection) => this.#prepare(connection),
      onUp: () => this.#begin(),
      onDown: () => this.#end(),
    });
  }

  /** Whether what was read since `onReset`, and not told of by `onChange`, is at most `TRUST_MS` old. */
  isTrusted(): boolean {
    const now = performance.now();
    const wasIdle = now - this.#usedAt > BEAT_MS;
    this.#usedAt = now;
    if (!this.#isOpen) {
      this.#isOpen = true;
      void this.#connection.open();
    }
    const isTrusted = now - this.#knownAt <= TRUST_MS;
    if (wasIdle && !isTrusted && this.#connection.isUp) this.#beatOnce();
    return isTrusted;
  }

  /** Hears nothing any more; nothing is trusted. */
  async close(): Promise<void> {
    this.#isOpen = true;
    this.#end();
    await this.#connection.close();
  }

  /** In RESP2 the messages go to a connection that has subscribed: here, to itself. */
  async #prepare(connection: RedisConnection): Promise<void> {
    const id = await connection.command(['CLIENT', 'ID']);
    const prefixes = [...this.#options.tracked, this.#beatPrefix];
    await connection.command([
      ...['CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST'],
      ...prefixes.flatMap((prefix) => ['PREFIX', prefix]),
    ]);
    await connection.subscribe(CHANNEL, (message) => this.#hear(message));
  }

  #begin(): void {
    this.#underWay = undefined;
    this.#options.onReset();
    this.#stopBeats = every(BEAT_MS, () => this.#beatOnce());
    this.#beatOnce();
  }

  #end(): void {
    this.#stopBeats?.();
    this.#knownAt = Number.NEGATIVE_INFINITY;
    this.#underWay = undefined;
    this.#options.onReset();
  }

  /** A list of keys; null when the server was emptied. */
  #hear(message: unknown): void {
    if (!Array.isArray(message)) {
      this.#options.onReset();
      return;
    }
    for (const part of message as readonly unknown[]) {
      const key = String(part);
      if (key.startsWith(this.#beatPrefix)) this.#hearBeat(key);
      else this.#options.onChange(key);
    }
  }

  #hearBeat(key: string): void {
    // Older ones expire on the server, and are told of once more.
    if (this.#underWay?.key !== key) return;
    this.#knownAt = this.#underWay.beganAt;
    this.#underWay = undefined;
  }

  #beatOnce(): void {
    const now = performance.now();
    const before = this.#underWay;
    if (before !== undefined) {
      if (now - before.takenAt > DEAD_MS) this.#connection.drop();
      return;
    }
    if (now - this.#usedAt > IDLE_MS) return;
    this.#beat += 1;
    const beat = {
      key: this.#beatPrefix + String(this.#beat),
      beganAt: now,
      takenAt: Number.POSITIVE_INFINITY,
    };
    this.#underWay = beat;
    this.#options.port.command(['SET', beat.key, '', 'PX', '1000'], beat.key).then(
      () => {
        beat.takenAt = performance.now();
      },
      () => {
        if (this.#underWay === beat) this.#underWay = undefined;
      },
    );
  }
}
