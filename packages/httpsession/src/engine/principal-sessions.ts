import type { MaybePromise } from '../common/maybe-promise.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { StoredSessionSummary } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { Residents } from './residents.ts';
import type { StoredPrincipals } from './stored-principals.ts';

/** What can be told of a session without its id. */
export interface SessionSummary {
  /** The session's short name, see `HttpSession.getHandle`. */
  readonly handle: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Start of the latest request, in epoch milliseconds. */
  readonly lastAccessedAt: number;
}

/** Which sessions of a principal are meant. */
interface PrincipalChoice {
  /** Not this one. */
  readonly except: LiveSession | undefined;
  /** Only the one of this handle. */
  readonly handle: string | undefined;
}

/** What the sessions of principals ask of the engine. */
interface PrincipalTools {
  readonly residents: Residents;
  /** Undefined: this process knows all there is to know. */
  readonly stored: StoredPrincipals | undefined;
  end(live: LiveSession, reason: SessionEndReason): boolean;
  /** Writes what is left over of a session, its end included. */
  flush(live: LiveSession): void;
  readonly diagnostics: Diagnostics;
}

/** How often one call looks for sessions that were saved while it ended others. */
const ROUNDS = 5;

/** Whose sessions they are: in memory, and with a store that has the index in all its processes (R24). */
export class PrincipalSessions {
  readonly #tools: PrincipalTools;

  constructor(tools: PrincipalTools) {
    this.#tools = tools;
  }

  /** Says whose session it is; undefined: nobody's. */
  set(live: LiveSession, principal: string | undefined): void {
    if (live.principal === principal || !isAlive(live)) return;
    const { residents } = this.#tools;
    residents.limit(principal, (oldest) => this.#tools.end(oldest, 'invalidated'));
    // A listener of one of those ends may have ended this one.
    if (!isAlive(live)) return;
    residents.setPrincipal(live, principal);
    live.stored?.notePrincipal();
  }

  /** The sessions of a principal, the oldest first. */
  list(principal: string): MaybePromise<SessionSummary[]> {
    const { stored } = this.#tools;
    if (stored === undefined) return this.#local(principal).map((live) => this.#summaryOf(live));
    return this.#listStored(principal, stored);
  }

  /** Ends sessions of a principal, and gives how many. With a store it is over when all have heard of it. */
  end(principal: string, choice: PrincipalChoice): MaybePromise<number> {
    const { stored } = this.#tools;
    if (stored !== undefined) return this.#endStored(principal, choice, stored);
    return this.#chosen(principal, choice).filter((live) => this.#end(live)).length;
  }

  async #listStored(principal: string, stored: StoredPrincipals): Promise<SessionSummary[]> {
    const found = await stored.find(principal);
    const known = new Set(found.map(({ uid }) => uid));
    const unsaved = this.#local(principal).filter(({ stored: own }) => !known.has(own?.uid ?? ''));
    return [
      ...found.map(({ key, createdAt, lastAccessedAt }) => ({
        handle: this.#tools.diagnostics.handleOfKey(key),
        createdAt,
        lastAccessedAt,
      })),
      ...unsaved.filter(isUnsaved).map((live) => this.#summaryOf(live)),
    ].sort((a, b) => a.createdAt - b.createdAt);
  }

  async #endStored(
    principal: string,
    choice: PrincipalChoice,
    stored: StoredPrincipals,
  ): Promise<number> {
    const ended = new Count();
    // What was not saved yet is in no index, and must not get there.
    this.#endUnsaved(principal, choice, ended);
    const tried = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.#settled(this.#local(principal));
      const found = (await stored.find(principal)).filter(
        (summary) => !tried.has(summary.key) && this.#isChosen(summary, choice),
      );
      this.#endUnsaved(principal, choice, ended);
      if (found.length === 0) break;
      for (const { key } of found) tried.add(key);
      ended.total += await stored.end(found);
    }
    await ended.settle();
    return ended.total;
  }

  #endUnsaved(principal: string, choice: PrincipalChoice, ended: Count): void {
    for (const live of this.#chosen(principal, choice).filter(isUnsaved)) {
      if (!this.#end(live)) continue;
      this.#tools.flush(live);
      ended.add(live);
    }
  }

  /** Waits for writes under way: one of them may be what puts a session into the index. */
  async #settled(sessions: readonly LiveSession[]): Promise<void> {
    await Promise.all(sessions.map(async (live) => live.stored?.turn));
  }

  #end(live: LiveSession): boolean {
    return this.#tools.end(live, 'invalidated');
  }

  #local(principal: string): LiveSession[] {
    return this.#tools.residents.principals.of(principal);
  }

  #chosen(principal: string, { except, handle }: PrincipalChoice): LiveSession[] {
    return this.#local(principal)
      .filter((live) => live !== except)
      .filter(
        (live) => handle === undefined || this.#tools.diagnostics.handleOfSession(live) === handle,
      );
  }

  #isChosen({ key, uid }: StoredSessionSummary, { except, handle }: PrincipalChoice): boolean {
    if (uid === except?.stored?.uid) return false;
    return handle === undefined || this.#tools.diagnostics.handleOfKey(key) === handle;
  }

  #summaryOf(live: LiveSession): SessionSummary {
    return {
      handle: this.#tools.diagnostics.handleOfSession(live),
      createdAt: live.createdAt,
      lastAccessedAt: live.createdAt + live.accessedOffset,
    };
  }
}

/** Whether the store does not know yet whose session it is. */
function isUnsaved({ stored }: LiveSession): boolean {
  return stored !== undefined && (!stored.isCreated || stored.isPrincipalChanged);
}

/** The sessions that one call has ended. */
class Count {
  total = 0;
  readonly #deletions: Promise<void>[] = [];

  add(live: LiveSession): void {
    this.total += 1;
    const turn = live.stored?.turn;
    if (turn !== undefined) this.#deletions.push(turn);
  }

  /** Waits until their records are deleted, or that is to be tried again. */
  async settle(): Promise<void> {
    await Promise.all(this.#deletions);
  }
}
