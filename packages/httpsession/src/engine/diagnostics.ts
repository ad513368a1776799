import { createHash, createHmac, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import { type Clock, systemClock } from '../common/clock.ts';
import { describeError, describeFailure } from '../common/describe-error.ts';
import type { LiveSession } from './live-session.ts';

/** Why an id that a client sent leads to no session. */
export type UnknownIdReason = 'malformed' | 'signature' | 'unknown' | 'ambiguous';

/** What is told on the channels of `node:diagnostics_channel`, by channel name. Never holds an id. */
export interface DiagnosticMessages {
  /** A session was made. */
  'httpsession:created': { handle: string };
  /** A session ended. */
  'httpsession:destroyed': { handle: string; reason: string };
  /** A session has a new id, and so a new handle. */
  'httpsession:idChanged': { handle: string; oldHandle: string };
  /** A session left memory for the store. */
  'httpsession:passivated': { handle: string };
  /** A session came back from the store. */
  'httpsession:activated': { handle: string };
  /** Changes of a session were written to the store. */
  'httpsession:committed': { handle: string };
  /** A session was refused for want of room. */
  'httpsession:rejected': { sessionMax: number };
  /** A request carried an id that is not one, is badly signed, or is not known (any more). */
  'httpsession:unknownId': { why: UnknownIdReason };
  /** Something failed where no caller could be told: a listener, a handler, the store. */
  'httpsession:error': { what: string; error: unknown };
  /** A listener held up the event loop. */
  'httpsession:slowListener': { what: string; ms: number };
}

const debug = debuglog('httpsession');
/** NODE_DEBUG is read once, when a process begins. */
const isTracing = debug.enabled;

/**
 * Tells the outside what happens: diagnostics channels for programs, `NODE_DEBUG=httpsession` for
 * people. Costs a check where nobody listens.
 */
export class Diagnostics {
  readonly #key: Buffer = randomBytes(32);
  readonly #clock: Clock;
  #keyOf: ((id: string) => string) | undefined;
  /** When a topic was last warned of, on the monotonic clock. */
  readonly #warnedMs = new Map<string, number>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** From now on handles are made from the keys of a store, and so the same in all of its processes. */
  shareHandles(keyOf: (id: string) => string): void {
    this.#keyOf = keyOf;
  }

  /** The handle of a session in a store. */
  handleOfKey(key: string): string {
    return createHash('sha256').update(`httpsession handle:${key}`).digest('hex').slice(0, 16);
  }

  /** The handle of a session, under the id that it has now. */
  handleOfSession({ id, stored }: LiveSession): string {
    return stored === undefined ? this.handleOf(id) : this.handleOfKey(stored.wantedKey);
  }

  /**
   * A short name of an id; nobody gets from it to the id. The same for as long as this manager lives, and with a
   * store in all processes.
   */
  handleOf(id: string): string {
    if (this.#keyOf !== undefined) return this.handleOfKey(this.#keyOf(id));
    return createHmac('sha256', this.#key).update(id).digest('hex').slice(0, 16);
  }

  /** Tells of something that happened to a session. `id` becomes its handle. */
  session(event: 'created' | 'passivated' | 'activated' | 'committed', id: string): void {
    const to = CHANNELS[event];
    if (!to.hasSubscribers && !isTracing) return;
    const handle = this.handleOf(id);
    to.publish({ handle });
    debug('%s %s', event, handle);
    if (event === 'created' && isTracing) debug('created %s', callSite());
  }

  destroyed(id: string, reason: string): void {
    if (!CHANNELS.destroyed.hasSubscribers && !isTracing) return;
    const handle = this.handleOf(id);
    CHANNELS.destroyed.publish({ handle, reason });
    debug('destroyed %s (%s)', handle, reason);
  }

  idChanged(id: string, oldId: string): void {
    if (!CHANNELS.idChanged.hasSubscribers && !isTracing) return;
    const handle = this.handleOf(id);
    CHANNELS.idChanged.publish({ handle, oldHandle: this.handleOf(oldId) });
    debug('id changed, now %s', handle);
  }

  rejected(sessionMax: number): void {
    CHANNELS.rejected.publish({ sessionMax });
    debug('rejected: sessionMax %d reached', sessionMax);
  }

  /** Traces what every request does, which would be too much for a channel. */
  trace(what: 'opened' | 'released', id: string): void {
    if (isTracing) debug('%s %s', what, this.handleOf(id));
  }

  unknownId(why: UnknownIdReason): void {
    if (CHANNELS.unknownId.hasSubscribers) CHANNELS.unknownId.publish({ why });
    if (isTracing) debug('unknown id: %s', why);
  }

  slowListener(what: string, ms: number): void {
    CHANNELS.slowListener.publish({ what, ms });
    debug('slow listener: %s took %d ms', what, ms);
    this.warnOnce(
      'slow',
      `A session listener (${what}) held up the event loop for ${String(ms)} ms`,
    );
  }

  /**
   * Reports a failure that no caller can be told. With nobody on the channel it becomes a warning of
   * the process, at most once a minute for each kind, so that it is never lost in silence and never
   * floods a log.
   */
  failure(what: string, error: unknown): void {
    if (CHANNELS.error.hasSubscribers) {
      CHANNELS.error.publish({ what, error });
      return;
    }
    if (isTracing) debug('%s failed: %s', what, describeError(error, 'stack'));
    const topic = `failure ${what}`;
    const nowMs = this.#clock.monotonic();
    if (nowMs - (this.#warnedMs.get(topic) ?? -Infinity) < FAILURE_WARNING_MS) return;
    this.#warnedMs.set(topic, nowMs);
    warn(`${what} failed: ${describeFailure(error)}`, 'Shown once a minute at most');
  }

  /** A warning of the process, the first time that it is given under a topic. */
  warnOnce(topic: string, message: string): void {
    if (this.#warnedMs.has(topic)) return;
    this.#warnedMs.set(topic, this.#clock.monotonic());
    warn(message, 'Shown once');
  }
}

/** How often a kind of failure is warned of, at most. */
const FAILURE_WARNING_MS = 60_000;

function warn(message: string, detail: string): void {
  process.emitWarning(message, { type: 'HttpSessionWarning', detail });
}

const CHANNELS = {
  created: channel('httpsession:created'),
  destroyed: channel('httpsession:destroyed'),
  idChanged: channel('httpsession:idChanged'),
  passivated: channel('httpsession:passivated'),
  activated: channel('httpsession:activated'),
  committed: channel('httpsession:committed'),
  rejected: channel('httpsession:rejected'),
  unknownId: channel('httpsession:unknownId'),
  error: channel('httpsession:error'),
  slowListener: channel('httpsession:slowListener'),
} as const;

/**
 * Where the files of this package are, as a stack names them; undefined in a bundle, which has one
 * file. Taken from a stack, because the address of a module cannot be transformed for CommonJS (Jest).
 */
const OWN_FILES = ownFiles();

function ownFiles(): string | undefined {
  const frame = new Error().stack?.split('\n')[1] ?? '';
  const end = frame.lastIndexOf('engine/diagnostics.');
  if (end === -1) return undefined;
  return frame.slice(Math.max(frame.lastIndexOf(' ', end), frame.lastIndexOf('(', end)) + 1, end);
}

/** The first place outside of this package and its relatives on the stack, as `at …`. */
function callSite(): string {
  const lines = (new Error().stack ?? '').split('\n').slice(2);
  const isOurs = (line: string): boolean =>
    (OWN_FILES !== undefined && line.includes(OWN_FILES)) ||
    line.includes('/node_modules/@httpsession/');
  return lines.find((line) => !isOurs(line))?.trim() ?? 'at an unknown place';
}
