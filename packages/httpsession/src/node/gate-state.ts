import type { Output } from './contracts.ts';

/**
 * `open`: nothing has been written. `committing`: the first byte waits for the commit. `sent`: the head
 * is out. `finishing`: the last byte waits for the commit. `passed`: all is Node's business by now.
 * `failed`: something else was answered, and what the application still writes is dropped.
 */
export type GateState = 'open' | 'committing' | 'sent' | 'finishing' | 'passed' | 'failed';

/** What happens once the head is out, and the output that it is about. */
export interface Step {
  readonly run: () => void;
  readonly output: Output | undefined;
}
