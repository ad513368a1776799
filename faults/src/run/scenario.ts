import type { Violation } from '../checks/rules.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What a scenario runs with. */
export interface Stage {
  /** The short form: fewer repetitions and shorter waits, the same steps. */
  readonly isSmall: boolean;
  readonly seed: number;
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
  /** Which servers must be installed. */
  readonly needs?: readonly ('redis' | 'postgresql' | 'mariadb')[];
  /** For the table: what is done. */
  readonly done: string;
  /** For the table: what must hold. */
  readonly holds: string;
  run(stage: Stage): Promise<Result>;
}
