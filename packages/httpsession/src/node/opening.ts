import { SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { UnknownIdReason } from '../engine/diagnostics.ts';
import type { LiveSession } from '../engine/live-session.ts';
import type { SessionEngine } from '../engine/session-engine.ts';
import { faultOf, type RequestedId } from '../tracking/id-tracking.ts';

/** What the ids of a request led to. */
export interface Opening {
  /** The id that counts: the one that named a session, else the best. */
  readonly requested: RequestedId | undefined;
  /** The session, in use from now on; undefined: none of the ids named one. */
  readonly live: LiveSession | undefined;
  /** Two cookies named two sessions; neither is in use. */
  readonly isAmbiguous: boolean;
}

/**
 * Looks up the ids of a request, best first, until one names a session. All cookies are looked at, for
 * two that name two sessions are an attack (S-10).
 */
export function openSession(
  engine: SessionEngine,
  candidates: readonly RequestedId[],
): MaybePromise<Opening> {
  const only = candidates[0];
  if (candidates.length > 1 || only?.id === undefined) {
    return new Search(engine, candidates).from(0, undefined);
  }
  // Nearly every request: one well-formed id, and nothing to choose from.
  const opened = engine.open(only.id);
  return isThenable(opened)
    ? opened.then((live) => toOpening(engine, only, live))
    : toOpening(engine, only, opened);
}

function toOpening(
  engine: SessionEngine,
  requested: RequestedId,
  live: LiveSession | undefined,
): Opening {
  if (live === undefined) noteUnknownId(engine, faultOf(requested) ?? 'unknown');
  else engine.diagnostics.trace('opened', live.id);
  return { requested, live, isAmbiguous: false };
}

function noteUnknownId(engine: SessionEngine, why: UnknownIdReason): void {
  engine.metrics.noteUnknownId(why);
  engine.diagnostics.unknownId(why);
}

class Search {
  readonly #engine: SessionEngine;
  readonly #candidates: readonly RequestedId[];

  constructor(engine: SessionEngine, candidates: readonly RequestedId[]) {
    this.#engine = engine;
    this.#candidates = candidates;
  }

  from(at: number, found: Opening | undefined): MaybePromise<Opening> {
    const candidate = this.#candidates[at];
    if (candidate === undefined) return found ?? this.#nothing();
    const fault = faultOf(candidate);
    if (fault !== undefined) noteUnknownId(this.#engine, fault);
    const isSettled = found !== undefined && candidate.source !== 'COOKIE';
    if (fault !== undefined || candidate.id === undefined || isSettled) {
      return this.from(at + 1, found);
    }
    return andThen(this.#open(candidate.id, found?.live), (live) => {
      if (live === undefined) return this.from(at + 1, found);
      if (found?.live === undefined) {
        this.#engine.diagnostics.trace('opened', live.id);
        return this.from(at + 1, { requested: candidate, live, isAmbiguous: false });
      }
      this.#engine.release(live);
      if (live === found.live) return this.from(at + 1, found);
      this.#engine.release(found.live);
      noteUnknownId(this.#engine, 'ambiguous');
      return { requested: found.requested, live: undefined, isAmbiguous: true };
    });
  }

  #nothing(): Opening {
    const requested = this.#candidates[0];
    if (requested === undefined || faultOf(requested) === undefined)
      noteUnknownId(this.#engine, 'unknown');
    return { requested, live: undefined, isAmbiguous: false };
  }

  /** What was found before is let go if looking further fails. */
  #open(id: string, held: LiveSession | undefined): MaybePromise<LiveSession | undefined> {
    const letGo = (error: unknown): never => {
      if (held !== undefined) this.#engine.release(held);
      throw error;
    };
    try {
      const opened = this.#engine.open(id);
      return isThenable(opened) ? opened.then(undefined, letGo) : opened;
    } catch (error) {
      return letGo(error);
    }
  }
}

/** Whatever kept the store from answering, as the error that those who ask for the session get. */
export function toUnavailable(error: unknown): SessionStoreUnavailableError {
  return error instanceof SessionStoreUnavailableError
    ? error
    : new SessionStoreUnavailableError('loading a session', { cause: error });
}
