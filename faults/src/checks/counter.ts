import type { Operation } from '../history/entries.ts';
import type { Life } from './life.ts';
import type { Violation } from './rules.ts';

/**
 * Whoever reads the counter must find all additions that were acknowledged before, and no more than were tried
 * until then. Two acknowledged additions never give the same number.
 */
export function checkCounter(life: Life): Violation[] {
  const certain = life.certain('add');
  const attempted = life.attempted('add');
  const seenBy = life.operations.filter(
    (op) => (op.action === 'read' || op.action === 'add') && life.isCertain(op),
  );
  return [...seenBy.flatMap((op) => checkOne(op, certain, attempted)), ...twice(life, certain)];
}

function checkOne(
  op: Operation,
  certain: readonly Operation[],
  attempted: readonly Operation[],
): Violation[] {
  const n = op.seen?.n;
  if (n === undefined) return [];
  const own = op.action === 'add' ? 1 : 0;
  const least = own + certain.filter((add) => add !== op && add.ended < op.begun).length;
  const most = attempted.filter((add) => add.begun < op.ended).length;
  const who = `${op.action} of ${op.session} at ${op.begun.toFixed(1)}`;
  if (n < least) return [{ rule: 'lost', what: `${who} found ${n} of ${least} additions` }];
  if (n > most) return [{ rule: 'invented', what: `${who} found ${n}, after ${most} additions` }];
  return [];
}

function twice(life: Life, certain: readonly Operation[]): Violation[] {
  const numbers = certain.flatMap(({ seen }) => (seen === undefined ? [] : [seen.n]));
  const doubles = numbers.filter((n, at) => numbers.indexOf(n) !== at);
  return doubles.map((n) => ({
    rule: 'lost',
    what: `two additions of ${life.owner} were both answered with ${n}`,
  }));
}
