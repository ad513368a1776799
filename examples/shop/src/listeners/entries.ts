import type { HttpSession } from 'httpsession';

/** The servlet's names for what happens to a session. */
export const eventNames = [
  'sessionCreated',
  'sessionDestroyed',
  'sessionIdChanged',
  'attributeAdded',
  'attributeReplaced',
  'attributeRemoved',
  'valueBound',
  'valueUnbound',
] as const;

/** One of them. */
export type EventName = (typeof eventNames)[number];

/** What a stranger may know of an event: not the values. */
export interface PublicEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly handle: string;
  readonly event: EventName;
}

/** What the owner of the session is shown. */
export interface OwnEntry extends PublicEntry {
  readonly detail: string;
}

/** The entries of one session. */
export interface SessionLog {
  /** Opens the live log. Random, told to nobody but the owner, and another one after a sign-in. */
  readonly key: string;
  /** The newest first. */
  readonly entries: readonly OwnEntry[];
}

/** Somebody who looks at one session's log while it is written. */
export interface Watcher {
  own(entry: OwnEntry, session: HttpSession): void;
  other(entry: PublicEntry): void;
  /** The watched session has ended, and its last entry was told. */
  ended(): void;
  /** There is nothing more to see: the key has been renewed, or the shop is closing. */
  close(): void;
}
