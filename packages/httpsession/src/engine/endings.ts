import type { Clock } from '../common/clock.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { AttributeChanges } from './attribute-changes.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { Metrics } from './metrics.ts';
import type { Residents } from './residents.ts';

/** What ending a session asks of the engine. */
interface EndingTools {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: Metrics;
  readonly residents: Residents;
  readonly dispatch: ListenerDispatch;
  readonly changes: AttributeChanges;
  /** Undefined: sessions live in this process only. */
  readonly storage: EndStorage | undefined;
  faceOf(live: LiveSession): HttpSession;
}

interface EndStorage {
  /** The session has ended: its record goes. */
  noteEnded(live: LiveSession): void;
  /** Writes what is left over, that end included. */
  flush(live: LiveSession): void;
}

/** How sessions end. */
export class Endings {
  readonly #tools: EndingTools;

  constructor(tools: EndingTools) {
    this.#tools = tools;
  }

  /**
   * Ends a session: its id is no longer found, listeners hear of it, its attributes are unbound. False
   * when its end has begun before. What listeners throw is reported; for `session`, who ends itself, it is thrown.
   */
  end(live: LiveSession, reason: SessionEndReason, session?: HttpSession): boolean {
    if (!isAlive(live)) return false;
    const { storage, diagnostics } = this.#tools;
    const face = session ?? this.#tools.faceOf(live);
    live.state = 'ending';
    this.#tools.residents.leave(live);
    storage?.noteEnded(live);
    const destroyed = this.#tools.dispatch.destroyed(face, reason);
    live.state = 'unbinding';
    const unbound = this.#tools.changes.unbindAll(live, face);
    live.state = 'ended';
    this.#count(live, reason);
    // The end of a whole life waits for no request: meanwhile another process would end it as well.
    if (live.uses === 0 || reason === 'timeout') storage?.flush(live);
    const failure = destroyed ?? unbound;
    if (failure !== undefined) {
      if (session !== undefined) throw failure.error;
      diagnostics.failure('A listener of the end of a session', failure.error);
    }
    return true;
  }

  #count(live: LiveSession, reason: SessionEndReason): void {
    const nowMs = this.#tools.clock.monotonic();
    this.#tools.metrics.noteEnded(reason, nowMs - live.createdMs, nowMs);
    this.#tools.diagnostics.destroyed(live.id, reason);
  }
}
