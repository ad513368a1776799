import type { Operation } from '../history/entries.ts';
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
  const end = life.certain('end').find(({ ended }) => ended < op.begun);
  if (end !== undefined) return [resurrected(`${found}, after its end`)];
  const rename = life
    .certain('rename')
    .find(({ idNumber, ended }) => idNumber >= op.idNumber && ended < op.begun);
  if (rename !== undefined) return [resurrected(`${found} under its former id`)];
  const idle = rules.idleMs;
  if (idle === undefined || op.action === 'start') return [];
  const over = idleBefore(life, op) - idle - (rules.idleSlackMs ?? 0);
  return over <= 0 ? [] : [{ rule: 'immortal', what: `${found}, ${over.toFixed(0)} ms too late` }];
}

/** There must be a reason for what is not there. */
function checkMissing(life: Life, op: Operation, { idleMs }: Rules): Violation[] {
  const { startedAt } = life;
  if (startedAt === undefined || startedAt > op.begun) return [];
  if (life.attempted('end').some(({ begun }) => begun < op.ended)) return [];
  // Under its former id it is rightly not there; a rename that may be lost leaves the client without an id.
  const isReason = (rename: Operation): boolean =>
    rename.begun < op.ended && (rename.idNumber >= op.idNumber || !life.isCertain(rename));
  if (life.attempted('rename').some(isReason)) return [];
  // From the beginning of one request to the beginning of another: both are measured by the client.
  if (idleMs !== undefined && op.ended - lastUse(life, op) >= idleMs) return [];
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

/** When it was certainly used last. */
function lastUse(life: Life, op: Operation): number {
  const uses = life.operations.filter((other) => life.isCertain(other) && other.ended < op.begun);
  return Math.max(...uses.map(({ begun }) => begun));
}

function resurrected(what: string): Violation {
  return { rule: 'resurrected', what };
}
