import type { Violation } from '../checks/rules.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What a scenario runs with. */
export interface Stage {
  /** The short form: fewer repetitions and shorter waits, the same steps. */
  readonly isSmall: boolean;
  readonly seed: number;
  /** How often, or how long: as often in the short form, or as a part of the whole one. */
  readonly amount: (small: number, whole: number) => number;
  /** Notes how far it is, for whoever waits for it. */
  readonly note: (progress: string) => void;
  /** Begins a rehearsal, which is cleaned up when the scenario is over. */
  readonly rehearse: () => Rehearsal;
  /** Has something undone when the scenario is over, the latest first. */
  readonly undo: (action: () => Promise<void> | void) => void;
}

/** What a scenario has found. */
export interface Result {
  /** The figures for the table, one sentence each. */
  readonly figures: readonly string[];
  readonly violations: readonly Violation[];
}

/** One fault, and what must hold. */
export interface Scenario {
  /** As the plan numbers it. */
  readonly id: string;
  readonly title: string;
  /** After how many minutes the whole form of it is given up; default 10. */
  readonly minutes?: number;
  /** It mostly waits: others of that kind are run beside it. */
  readonly isPatient?: boolean;
  /** Which servers must be installed. */
  readonly needs?: readonly ('redis' | 'postgresql' | 'mariadb')[];
  /** For the table: what is done. */
  readonly done: string;
  /** For the table: what must hold. */
  readonly holds: string;
  run(stage: Stage): Promise<Result>;
}
