import { randomBytes } from 'node:crypto';
import type { HttpSession, HttpSessionEvent, ServletContext } from 'httpsession';
import { eventNames } from './entries.ts';
import type { EventName, OwnEntry, PublicEntry, SessionLog, Watcher } from './entries.ts';

/** How much of one session's log, and of everybody's, is kept. */
const OWN_LIMIT = 200;
const OTHERS_LIMIT = 40;

const CONTEXT_ATTRIBUTE = 'eventLog';

/** A log while it is written. */
interface OpenLog extends SessionLog {
  key: string;
  entries: readonly OwnEntry[];
}

/** What the listeners heard. Each visitor may read the log of the own session, and only that. */
export class EventLog {
  // By id, which is never shown. Ids change, and the log of a session goes with it.
  readonly #byId = new Map<string, OpenLog>();
  readonly #byKey = new Map<string, OpenLog>();
  readonly #counts = new Map<EventName, number>(eventNames.map((name) => [name, 0]));
  readonly #watchers = new Map<Watcher, SessionLog>();
  #latest: readonly { readonly entry: PublicEntry; readonly of: SessionLog }[] = [];

  /** Writes down what happened to the session of `source`, and tells those who watch. */
  record(source: HttpSessionEvent, event: EventName, detail = ''): void {
    const session = source.getSession();
    const log = this.#openLogOf(session);
    const told = { at: Date.now(), handle: session.getHandle(), event };
    const entry = { ...told, detail };

    this.#counts.set(event, this.countOf(event) + 1);
    this.#latest = [{ entry: told, of: log }, ...this.#latest].slice(0, 2 * OTHERS_LIMIT);
    log.entries = [entry, ...log.entries].slice(0, OWN_LIMIT);
    for (const [watcher, watched] of this.#watchers) {
      if (watched === log) watcher.own(entry, session);
      else watcher.other(told);
    }

    // The values of a session are unbound behind this event, still in the same turn.
    if (event === 'sessionDestroyed') queueMicrotask(() => this.#forget(session.getId()));
  }

  /** A session has another id now: its log is found by that one. */
  rename(session: HttpSession, oldId: string): void {
    const log = this.#byId.get(oldId);
    if (log === undefined) return;
    this.#byId.delete(oldId);
    this.#byId.set(session.getId(), log);
  }

  /** The log of a session: its newest 200 entries, and none once it has ended. */
  logOf(session: HttpSession): SessionLog {
    return this.#openLogOf(session);
  }

  /** The log that a key opens. */
  find(key: string): SessionLog | undefined {
    return this.#byKey.get(key);
  }

  /** Gives the log of a session another key, and sends everybody home who came with the old one. */
  renewKey(session: HttpSession): void {
    const log = this.#openLogOf(session);
    this.#byKey.delete(log.key);
    log.key = createKey();
    this.#byKey.set(log.key, log);
    for (const watcher of this.#watchersOf(log)) {
      this.#watchers.delete(watcher);
      watcher.close();
    }
  }

  /** What happened to everybody else's sessions lately, newest first. */
  otherEntries(log: SessionLog): readonly PublicEntry[] {
    const others = this.#latest.filter(({ of }) => of !== log);
    return others.slice(0, OTHERS_LIMIT).map(({ entry }) => entry);
  }

  /** How often an event has happened since the start. */
  countOf(event: EventName): number {
    return this.#counts.get(event) ?? 0;
  }

  /** How many look on at the moment. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** How many of them look at this log. */
  watchersOf(log: SessionLog): number {
    return this.#watchersOf(log).length;
  }

  /** Tells `watcher` of every entry from now on, until the function that it gives is called. */
  watch(log: SessionLog, watcher: Watcher): () => void {
    this.#watchers.set(watcher, log);
    return () => this.#watchers.delete(watcher);
  }

  /** Sends everybody home who looks on. */
  close(): void {
    for (const watcher of this.#watchers.keys()) watcher.close();
  }

  #openLogOf(session: HttpSession): OpenLog {
    const known = this.#byId.get(session.getId());
    if (known !== undefined) return known;
    const log = { key: createKey(), entries: [] };
    this.#byId.set(session.getId(), log);
    this.#byKey.set(log.key, log);
    return log;
  }

  #forget(id: string): void {
    const log = this.#byId.get(id);
    if (log === undefined) return;
    this.#byId.delete(id);
    this.#byKey.delete(log.key);
    for (const watcher of this.#watchersOf(log)) watcher.ended();
  }

  #watchersOf(log: SessionLog): Watcher[] {
    return [...this.#watchers].filter(([, of]) => of === log).map(([watcher]) => watcher);
  }
}

function createKey(): string {
  return randomBytes(18).toString('base64url');
}

/** Shares the log with everything that knows the manager, as a web application in Java would. */
export function shareEventLog(context: ServletContext, log: EventLog): void {
  context.setAttribute(CONTEXT_ATTRIBUTE, log);
}

/** The log of the application that an event comes from. */
export function eventLogOf(event: HttpSessionEvent): EventLog {
  return event.getSession().getServletContext().getAttribute(CONTEXT_ATTRIBUTE) as EventLog;
}
