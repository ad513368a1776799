import type { Subject } from '../subject/subject.ts';

/** One idea of the contract, and the tests of it by their names. */
export interface Group {
  readonly name: string;
  /** How long one of its tests may take, in milliseconds. Default two minutes. */
  readonly timeoutMs?: number;
  readonly tests: Readonly<Record<string, (subject: Subject) => Promise<void>>>;
}
