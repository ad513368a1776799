import type { Entry, Instant, Operation, Phase } from '../history/entries.ts';
import { quantile } from '../history/statistics.ts';
import { succeeded } from './life.ts';
import type { Bound, Kind, Rules, Success, Violation } from './rules.ts';

/** Every request is answered, soon enough, and a failure leaves the client's cookie alone. */
export function checkAnswers(history: readonly Entry[], rules: Rules): Violation[] {
  const operations = history.filter((entry) => entry.kind === 'operation');
  const phases = new Phases(history);
  const spared = rules.unansweredIn ?? [];
  return [
    ...operations.flatMap((op) => {
      const phase = phases.at(op.due);
      const excused = spared.includes(phase) || spared.includes(phases.at(op.ended));
      // The process of a connection that was cut may have been killed.
      const isMissing = op.problem === 'timeout' || (op.problem === 'connection' && !rules.crashes);
      if (isMissing && !excused) return [unanswered(op, phase)];
      if (op.status === 500) return [broken(op)];
      return op.status >= 500 && op.setsCookie === true ? [cookie(op)] : [];
    }),
    ...(rules.bounds ?? []).flatMap((bound) => checkBound(operations, phases, bound)),
    ...(rules.success ?? []).flatMap((success) => checkSuccess(operations, phases, success)),
  ];
}

/** From when a request was to be sent: a stall counts for all that would have come in it. */
export function latencyOf(op: Operation): number {
  return op.ended - op.due;
}

/** Which answers are of a kind. */
export function isOf(kind: Kind, op: Operation): boolean {
  if (kind === 'all') return true;
  if (kind === 'free') return op.action === 'free';
  if (op.action === 'free') return false;
  // That there is no session is an answer, too.
  const isFailure = op.status >= 500 || op.status === 0;
  return kind === 'failed' ? isFailure : !isFailure;
}

/** When which phase was. */
export class Phases {
  readonly #phases: readonly Phase[];

  constructor(history: readonly Entry[]) {
    this.#phases = history.filter((entry) => entry.kind === 'phase').sort((a, b) => a.at - b.at);
  }

  /** Empty before the first. */
  at(instant: number): string {
    return this.#phases.findLast(({ at }) => at <= instant)?.name ?? '';
  }
}

function checkBound(
  operations: readonly Operation[],
  phases: Phases,
  { phase, of, share, ms, orTimes }: Bound,
): Violation[] {
  const taken = (during: string | undefined): number => {
    const isMeant = (op: Operation): boolean =>
      isOf(of, op) && (during === undefined || phases.at(op.due) === during);
    return quantile(operations.filter(isMeant).map(latencyOf), share);
  };
  const most = orTimes === undefined ? ms : Math.max(ms, orTimes.times * taken(orTimes.phase));
  const found = taken(phase);
  if (found <= most) return [];
  const where = phase === undefined ? '' : ` in the phase "${phase}"`;
  const what = `${share * 100} % of ${of} took up to ${found.toFixed(0)} ms${where}, not ${most.toFixed(0)}`;
  return [{ rule: 'too slow', what }];
}

function checkSuccess(
  operations: readonly Operation[],
  phases: Phases,
  { phase, least, isOver = false }: Success,
): Violation[] {
  const isIn = (at: Instant): boolean => phase === undefined || phases.at(at) === phase;
  const due = operations.filter((op) => isIn(op.due) && (!isOver || isIn(op.ended)));
  // Without requests nothing was shown.
  const share =
    due.length === 0 ? 0 : due.filter((op) => isOf('ok', op) || succeeded(op)).length / due.length;
  if (share >= least) return [];
  const where = phase === undefined ? '' : ` in the phase "${phase}"`;
  const what = `${(share * 100).toFixed(2)} % of ${due.length} succeeded${where}, not ${least * 100} %`;
  return [{ rule: 'too few', what }];
}

function unanswered({ action, session }: Operation, phase: string): Violation {
  const what = `${action} of ${session} got no answer in the phase "${phase}"`;
  return { rule: 'unanswered', what };
}

/** What fails because a store does is 503. */
function broken({ action, session }: Operation): Violation {
  return { rule: 'trouble', what: `${action} of ${session} was answered with 500` };
}

function cookie({ action, session, status }: Operation): Violation {
  const what = `${action} of ${session} was answered with ${status} and a cookie`;
  return { rule: 'cookie of a failure', what };
}
