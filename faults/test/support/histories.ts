import { check } from '../../src/checks/checker.ts';
import type { RuleName, Rules } from '../../src/checks/rules.ts';
import type { Action, Destroyed, Entry, Operation, Sample } from '../../src/history/entries.ts';

/** One request of `ann` that takes from `at` to one millisecond later, and succeeds. */
export function op(action: Action, at: number, more: Partial<Operation> = {}): Operation {
  return {
    kind: 'operation',
    action,
    session: action === 'free' ? '' : 'ann',
    idNumber: 0,
    due: at,
    begun: at,
    ended: at + 1,
    status: 200,
    ...more,
  };
}

export const seen = (n = 0, values: Readonly<Record<string, string>> = {}, owner = 'ann') => ({
  seen: { owner, n, values },
});
export const failed = { status: 503 } as const;
export const none = { status: 401 } as const;
export const silent = { status: 0, problem: 'connection' } as const;
export const set = (at: number, value: string, more: Partial<Operation> = {}): Operation =>
  op('set', at, { name: 'a', value, ...more });
export const told = (at: number, session = 'ann'): Destroyed => ({
  kind: 'destroyed',
  session,
  reason: 'invalidated',
  worker: 1,
  at,
});
/** Logs `ada` out everywhere. */
export const logout = (at: number, more: Partial<Operation> = {}): Operation =>
  op('logout', at, { session: '', person: 'ada', ...more });
export const phase = (name: string, at: number): Entry => ({ kind: 'phase', name, at });
export const sample = (at: number, rssMb: number): Sample => ({
  kind: 'sample',
  worker: 1,
  at,
  rssMb,
  heapMb: 1,
  loopDelayMs: 1,
  files: 10,
});

export const start = op('start', 0, seen());
export const adas = op('start', 0, { ...seen(), person: 'ada' });

export function rulesBroken(history: readonly Entry[], rules: Rules = {}): RuleName[] {
  return [...new Set(check(history, rules).map(({ rule }) => rule))];
}
