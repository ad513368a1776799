import type { Action } from '../history/entries.ts';

/** What the clients do, as JSON in the first argument of their process. */
export interface LoadPlan {
  /** Where the history is written. */
  readonly folder: string;
  /** Makes the draws of this run repeatable, and its sessions distinct from those of another. */
  readonly seed: number;
  /** The ports that requests go to, by turns. */
  readonly targets: readonly number[];
  /** Requests a second, sent at a fixed rate however long the answers take. */
  readonly rate: number;
  readonly clients: number;
  /** How often each action is drawn, as weights. */
  readonly mix?: Partial<Readonly<Record<Draw, number>>>;
  /** After how many milliseconds a request is given up. */
  readonly patienceMs: number;
  /** Clients are asked one after the other, so that each is as often as the next; default: at random. */
  readonly takesTurns?: boolean;
  /** Of how many persons they are, by turns; default: each of one of its own. */
  readonly persons?: number;
  /** Two of three requests take up to so many milliseconds: before they use the session, or after it; default 0. */
  readonly slowMs?: number;
  /** After how many milliseconds somebody comes back to a session that was left alone; default: at the end only. */
  readonly returnMs?: number;
  /** The share of requests that are cut off by the client, at any time; default 0. */
  readonly aborts?: number;
}

/**
 * What a client may do next; `ghost` asks for a session that has ended, or by an id that is no more, and `leave`
 * leaves the session alone, until the load is over.
 */
export type Draw = Exclude<Action, 'start'> | 'ghost' | 'leave';

/** What a running driver is told, one JSON text a line on its standard input. */
export type Order =
  | { readonly targets: readonly number[] }
  | { readonly rate: number }
  | { readonly mix: NonNullable<LoadPlan['mix']> }
  | { readonly aborts: number }
  /** Whether clients without a session ask for one; else they ask for something without. */
  | { readonly starts: boolean }
  /** Ends the load, asks once more for every session, and ends. */
  | { readonly stop: true };
