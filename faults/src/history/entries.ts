/**
 * Milliseconds of the machine's monotonic clock: the same in all processes, and deaf to changes of the
 * wall clock.
 */
export type Instant = number;

/** Now. */
export function now(): Instant {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

/** What a client asks of the application. */
export type Action =
  /** Makes a session. */
  | 'start'
  /** Reads all that is in the session. */
  | 'read'
  /** Adds one to the counter of the session, atomically. */
  | 'add'
  /** Sets an attribute to a value that nobody else sets. */
  | 'set'
  /** Gives the session another id. */
  | 'rename'
  /** Ends the session. */
  | 'end'
  /** Ends all sessions of a person. */
  | 'logout'
  /** Has nothing to do with sessions. */
  | 'free';

/** What the application says of a session. */
export interface Seen {
  /** Who it belongs to: what the client said when it was made. */
  readonly owner: string;
  readonly n: number;
  readonly values: Readonly<Record<string, string>>;
}

/** One request, told by the client. */
export interface Operation {
  readonly kind: 'operation';
  readonly action: Action;
  /** Whose session the client means: its owner. No two sessions have the same. Empty: no session's. */
  readonly session: string;
  /** How many renames the client knew of: the id that it sent. */
  readonly idNumber: number;
  /** When it was to be sent, by the fixed rate. */
  readonly due: Instant;
  readonly begun: Instant;
  readonly ended: Instant;
  /** Of the answer; 0: there was none. */
  readonly status: number;
  /** Why there was none. */
  readonly problem?: 'timeout' | 'connection' | 'aborted' | undefined;
  /** Of 'start' and 'logout', where several sessions belong to one. */
  readonly person?: string | undefined;
  /** Of 'set'. */
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  /** What a successful answer said. */
  readonly seen?: Seen | undefined;
  /** Whether the answer set or cleared a cookie. */
  readonly setsCookie?: boolean | undefined;
  /** The process that answered. */
  readonly worker?: number | undefined;
}

/** A session has ended, told by the listener of a worker. */
export interface Destroyed {
  readonly kind: 'destroyed';
  readonly session: string;
  readonly reason: string;
  readonly worker: number;
  readonly at: Instant;
}

/** How a worker is. */
export interface Sample {
  readonly kind: 'sample';
  readonly worker: number;
  readonly at: Instant;
  readonly rssMb: number;
  readonly heapMb: number;
  /** The longest time, in milliseconds, that the event loop was late since the last sample. */
  readonly loopDelayMs: number;
  /** Open files and sockets. */
  readonly files: number;
}

/** Something began that lasts until the next of these. */
export interface Phase {
  readonly kind: 'phase';
  readonly name: string;
  readonly at: Instant;
}

/** Something that must never happen in a worker: an unhandled rejection, an end that nobody asked for. */
interface Trouble {
  readonly kind: 'trouble';
  readonly worker: number;
  readonly what: string;
  readonly at: Instant;
}

/** One line of a history. */
export type Entry = Operation | Destroyed | Sample | Phase | Trouble;
