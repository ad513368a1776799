import type { Clock } from '../common/clock.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type {
  PrincipalIndex,
  SessionChange,
  SessionStore,
  StoredSessionSummary,
} from '../store/store.ts';
import { askStore } from './ask-store.ts';
import { markOfEnd } from './ended-mark.ts';
import { isAlive, type LiveSession } from './live-session.ts';

/** How many sessions are ended at once. */
const BATCH = 32;

/** What ending a session of the store asks of its surroundings. */
interface EndingTools {
  readonly clock: Clock;
  /** The copy in memory, if this process has one. */
  copyOf(summary: StoredSessionSummary): LiveSession | undefined;
  /** A load of this key that is under way must come to nothing. */
  cancel(key: string): void;
  /** Claims what is marked as ended, runs the listeners, and deletes it. */
  endMarked(): Promise<void>;
  /** Lets what is marked as ended be claimed in a moment. */
  soon(): void;
  /** Takes a session out of memory that has ended elsewhere. */
  vanish(live: LiveSession): void;
  report(error: unknown): void;
}

/** The sessions of a person in a store, whatever process they are in use in. */
export class StoredPrincipals {
  readonly #store: SessionStore & PrincipalIndex;
  readonly #tools: EndingTools;

  constructor(store: SessionStore & PrincipalIndex, tools: EndingTools) {
    this.#store = store;
    this.#tools = tools;
  }

  /** Those that the store has, the oldest first. */
  async find(principal: string): Promise<StoredSessionSummary[]> {
    return askStore('looking for the sessions of a principal', () =>
      this.#store.findByPrincipal(principal),
    );
  }

  /**
   * Ends sessions. Their time is made to be over: from that moment on nobody finds them. Then they are claimed, as all
   * that is expired, so that one process tells of each: this one, unless another one that looks for the expired is
   * faster. And if that one dies over it, somebody claims them again.
   *
   * All are tried, also when one fails: then the caller hears that not all of them have ended.
   *
   * @returns how many this call has ended, and not another
   */
  async end(found: readonly StoredSessionSummary[]): Promise<number> {
    return this.#endAll(found, (marked) => this.#tell(marked));
  }

  /** As `end`, and waits for no listener: for those who hold up others meanwhile, as a write of a session does. */
  async endSoon(found: readonly StoredSessionSummary[]): Promise<number> {
    return this.#endAll(found, (marked) => {
      for (const summary of marked) this.#letGo(summary);
      this.#tools.soon();
    });
  }

  async #endAll(
    found: readonly StoredSessionSummary[],
    tell: (marked: readonly StoredSessionSummary[]) => MaybePromise<void>,
  ): Promise<number> {
    const failures: unknown[] = [];
    const marked: StoredSessionSummary[] = [];
    for (let at = 0; at < found.length; at += BATCH) {
      const batch = found.slice(at, at + BATCH).map(async (summary) => {
        try {
          if (await this.#mark(summary)) marked.push(summary);
        } catch (error) {
          failures.push(error);
        }
      });
      await Promise.all(batch);
    }
    if (marked.length > 0) await tell(marked);
    for (const failure of failures) throw failure;
    return marked.length;
  }

  /** One atomic step: of several who end it, one hears that it did. */
  async #mark(summary: StoredSessionSummary): Promise<boolean> {
    const { key, uid } = summary;
    const answer = await askStore('ending a session', () =>
      this.#store.update(key, this.#endOf(uid)),
    );
    this.#tools.cancel(key);
    if (answer === 'ok') return true;
    this.#letGo(summary);
    return false;
  }

  async #tell(marked: readonly StoredSessionSummary[]): Promise<void> {
    const tools = this.#tools;
    try {
      await askStore('claiming sessions that were ended', () => tools.endMarked());
    } catch (error) {
      // They have ended; their listeners hear of it when somebody looks for the expired.
      tools.report(error);
    }
    for (const summary of marked) this.#letGo(summary);
  }

  /** What others end, they tell of. */
  #letGo(summary: StoredSessionSummary): void {
    const copy = this.#tools.copyOf(summary);
    if (copy !== undefined && isAlive(copy)) this.#tools.vanish(copy);
  }

  #endOf(uid: string): SessionChange {
    const now = this.#tools.clock.now();
    return {
      uid,
      ...markOfEnd(now),
      removed: new Set(),
      lastAccessedAt: 0,
      inUseAt: now,
      graceMs: 0,
    };
  }
}
