import type { Operation } from '../history/entries.ts';
import { CLOCK_MS, endsByItself } from './deadlines.ts';
import { foundNone, type Life, succeeded } from './life.ts';
import type { Rules, Violation } from './rules.ts';

/** A session is there from its start to its end, under its present id, and never afterwards. */
export function checkEnds(life: Life, rules: Rules): Violation[] {
  return life.operations.flatMap((op) => {
    if (succeeded(op)) return checkAlive(life, op, rules);
    return foundNone(op) ? checkMissing(life, op, rules) : [];
  });
}

function checkAlive(life: Life, op: Operation, rules: Rules): Violation[] {
  const found = `${op.action} of ${life.owner} at ${op.begun.toFixed(1)} found it`;
  const end = life.certainEnds.find(({ ended }) => ended < op.begun);
  if (end !== undefined) return [resurrected(`${found}, after its end`)];
  const rename = life
    .certain('rename')
    .find(({ idNumber, ended }) => idNumber >= op.idNumber && ended < op.begun);
  if (rename !== undefined) return [resurrected(`${found} under its former id`)];
  if (op.action === 'start') return [];
  const over = Math.max(overIdle(life, op, rules), overLife(life, op, rules));
  return over <= 0 ? [] : [{ rule: 'immortal', what: `${found}, ${over.toFixed(0)} ms too late` }];
}

/** By how much nobody can have used it for too long. */
function overIdle(life: Life, op: Operation, { idleMs, idleSlackMs = 0 }: Rules): number {
  return idleMs === undefined ? 0 : idleBefore(life, op) - idleMs - idleSlackMs;
}

/** By how much its whole life was over: that limit is exact. */
function overLife({ startedAt }: Life, op: Operation, { lifeMs }: Rules): number {
  if (lifeMs === undefined || startedAt === undefined) return 0;
  return op.begun - startedAt - lifeMs - CLOCK_MS;
}

/** There must be a reason for what is not there. */
function checkMissing(life: Life, op: Operation, rules: Rules): Violation[] {
  const { startedAt } = life;
  if (startedAt === undefined || startedAt > op.begun) return [];
  if (life.possibleEnds.some(({ begun }) => begun < op.ended)) return [];
  // Under its former id it is rightly not there; a rename that may be lost leaves the client without an id.
  const isReason = (rename: Operation): boolean =>
    rename.begun < op.ended && (rename.idNumber >= op.idNumber || !life.isCertain(rename));
  if (life.attempted('rename').some(isReason)) return [];
  if (op.ended >= endsByItself(life, op.begun, rules).earliest) return [];
  return [
    {
      rule: 'lost',
      what: `${op.action} at ${op.begun.toFixed(1)} did not find the session of ${life.owner}`,
    },
  ];
}

/** For how long nobody can have used it, before a request. */
function idleBefore(life: Life, op: Operation): number {
  const others = life.operations.filter((other) => other !== op && other.begun < op.begun);
  return op.begun - Math.max(...others.map(({ ended }) => ended));
}

function resurrected(what: string): Violation {
  return { rule: 'resurrected', what };
}
