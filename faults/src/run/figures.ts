import { isOf, latencyOf, Phases } from '../checks/answers.ts';
import type { Kind } from '../checks/rules.ts';
import { growthOf } from '../checks/workers.ts';
import type { Entry, Operation } from '../history/entries.ts';
import { inMs, quantile } from '../history/statistics.ts';

/** The requests of a phase, or of all. */
export function requestsOf(history: readonly Entry[], phase?: string): Operation[] {
  const phases = new Phases(history);
  return history
    .filter((entry) => entry.kind === 'operation')
    .filter((op) => phase === undefined || phases.at(op.due) === phase);
}

/** How many there were, how many of them succeeded, and how long they took. */
export function traffic(history: readonly Entry[], phase?: string): string {
  const all = requestsOf(history, phase);
  const ok = all.filter((op) => isOf('ok', op) || (op.action === 'free' && op.status === 200));
  const share = all.length === 0 ? 0 : (ok.length / all.length) * 100;
  return (
    `${phase ?? 'in all'}: ${all.length} requests, ${share.toFixed(share === 100 ? 0 : 2)} % answered, ` +
    `p99 ${inMs(latency(history, 'all', phase))}`
  );
}

/** The 99th of a hundred latencies. */
export function latency(history: readonly Entry[], of: Kind, phase?: string, share = 0.99): number {
  return quantile(
    requestsOf(history, phase)
      .filter((op) => isOf(of, op))
      .map(latencyOf),
    share,
  );
}

/** By how many megabytes the worker that grew most has grown. */
export function growth(history: readonly Entry[]): string {
  const grown = [...growthOf(history).values()];
  if (grown.length === 0) return 'memory: too short to say';
  const most = Math.round(Math.max(...grown));
  return `memory ${most < 0 ? '' : '+'}${String(most)} MB`;
}

/** How many acknowledged changes were looked at again. */
export function acknowledged(history: readonly Entry[]): string {
  const changes = history.filter(
    (entry) =>
      entry.kind === 'operation' &&
      entry.status === 200 &&
      entry.action !== 'read' &&
      entry.action !== 'free',
  );
  return `${changes.length} acknowledged changes`;
}

/** How many milliseconds after an instant requests succeeded again, for good. */
export function recovery(history: readonly Entry[], since: number): number {
  const failures = requestsOf(history).filter((op) => isOf('failed', op) && op.due >= since);
  return failures.length === 0 ? 0 : Math.max(...failures.map(({ due }) => due)) - since;
}
