import type { Instant } from '../history/entries.ts';

/** A part of the time of a history. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Which answers are meant: those with success, those without (and no answer at all), those that need no session. */
export type Kind = 'ok' | 'failed' | 'free' | 'all';

/** How long answers may take. */
export interface Bound {
  /** The phase in which they were due; absent: all. */
  readonly phase?: string | undefined;
  readonly of: Kind;
  /** From 0 to 1, such as 0.99. */
  readonly share: number;
  readonly ms: number;
  /** Or so many times what they took in another phase, if that is longer: on a busy machine all is slow. */
  readonly orTimes?: { readonly phase: string; readonly times: number } | undefined;
}

/** How many requests must succeed. */
export interface Success {
  readonly phase?: string | undefined;
  /** From 0 to 1, of all that were due in the phase. */
  readonly least: number;
  /** Of those only that were over in it, too: a fault follows, which others meet on their way. */
  readonly isOver?: boolean | undefined;
}

/** How soon a listener hears of a session whose time is over. */
interface Telling {
  readonly withinMs: number;
  /** Not counted from before this instant: until then processes died, and with them what they had claimed. */
  readonly since?: Instant | undefined;
}

/** What a history is held to, beyond what must always hold. */
export interface Rules {
  /** What was acknowledged in these spans may be lost: the store promises no more. */
  readonly losses?: readonly Span[] | undefined;
  /** Processes died: the end of a session may then be told twice. */
  readonly crashes?: boolean | undefined;
  /** The idle time of sessions in milliseconds; absent: they outlive the rehearsal. */
  readonly idleMs?: number | undefined;
  /** How much later than `idleMs` a session may end, by the touch interval and the sweep. */
  readonly idleSlackMs?: number | undefined;
  /** After how many milliseconds a session ends although it is in use; absent: never. */
  readonly lifeMs?: number | undefined;
  /** How soon the ends that come with time are told; absent: nobody asks. */
  readonly telling?: Telling | undefined;
  readonly bounds?: readonly Bound[] | undefined;
  readonly success?: readonly Success[] | undefined;
  /** Requests may stay without an answer in these phases: their worker does not run. */
  readonly unansweredIn?: readonly string[] | undefined;
  /** By how many megabytes a worker may grow, from the first to the last third of its time. */
  readonly growthMb?: number | undefined;
}

/** What can be wrong. */
export type RuleName =
  /** A client was shown the session, or the data, of another one. */
  | 'cross-talk'
  /** An acknowledged change, or a whole session, is not there. */
  | 'lost'
  /** The counter is higher than it was ever set: one change was made twice. */
  | 'invented'
  /** A session was there after its end, or under an id that it no longer had. */
  | 'resurrected'
  /** The end of a session was not told to its listener. */
  | 'untold end'
  /** The end of a session was told more than once, and nobody had crashed. */
  | 'end told twice'
  /** The end of a session was told, and nobody had ended it, nor was its time over. */
  | 'end told early'
  /** The end of a session whose time was over was told later than promised. */
  | 'end told late'
  /** A session outlived its idle time, or its whole life. */
  | 'immortal'
  | 'unanswered'
  /** An answer without success set a cookie. */
  | 'cookie of a failure'
  | 'too slow'
  | 'too few'
  | 'memory'
  /** A worker had an error that nobody caught, or ended by itself. */
  | 'trouble';

/** One thing that is wrong. */
export interface Violation {
  readonly rule: RuleName;
  readonly what: string;
}
