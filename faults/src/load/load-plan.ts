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
  /** After how many milliseconds a request is given up; default 10 000. */
  readonly patienceMs?: number;
  /** The share of requests that are cut off by the client, at any time; default 0. */
  readonly aborts?: number;
}

/** What a client may do next; `ghost` asks for a session that has ended, or by an id that is no more. */
export type Draw = Exclude<Action, 'start'> | 'ghost';

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
