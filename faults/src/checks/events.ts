import type { Destroyed, Entry } from '../history/entries.ts';
import { CLOCK_MS, endsByItself } from './deadlines.ts';
import type { Life } from './life.ts';
import type { Rules, Violation } from './rules.ts';

/**
 * The end of a session is told once. Where a process died while it told it, another one tells it again; never is
 * it not told at all. It has a reason, and is told soon after it.
 */
export function checkEvents(
  lives: readonly Life[],
  history: readonly Entry[],
  rules: Rules,
): Violation[] {
  const told = tellingsOf(history);
  return lives.flatMap((life) => {
    const tellings = told.get(life.owner) ?? [];
    return [
      ...checkTimes(life, tellings, rules),
      ...tellings.flatMap((telling) => checkReason(life, telling, rules)),
      ...checkLateness(life, tellings, rules),
    ];
  });
}

/** The tellings of each session, the first of them first. */
export function tellingsOf(history: readonly Entry[]): Map<string, Destroyed[]> {
  const told = new Map<string, Destroyed[]>();
  for (const entry of history) {
    if (entry.kind !== 'destroyed') continue;
    told.set(entry.session, [...(told.get(entry.session) ?? []), entry]);
  }
  for (const tellings of told.values()) tellings.sort((a, b) => a.at - b.at);
  return told;
}

/**
 * How many milliseconds after its time a session was told to have ended by itself; undefined when its client, or
 * somebody else, may have ended it.
 */
export function latenessOf(life: Life, { at }: Destroyed, rules: Rules): number | undefined {
  if (life.possibleEnds.some(({ begun }) => begun <= at)) return undefined;
  const { latest } = endsByItself(life, at, rules);
  return Number.isFinite(latest) ? at - latest : undefined;
}

function checkTimes(life: Life, tellings: readonly Destroyed[], rules: Rules): Violation[] {
  const times = tellings.length;
  if (times === 0 && hasEnded(life, rules)) {
    return [{ rule: 'untold end', what: `nobody was told of the end of ${life.owner}` }];
  }
  if (times > 1 + invalidatedMeanwhile(life) && rules.crashes !== true) {
    const how = tellings.map(
      ({ worker, reason, at }) => `${reason} by ${worker} at ${at.toFixed(0)}`,
    );
    const what = `the end of ${life.owner} was told ${times} times: ${how.join(', ')}`;
    return [{ rule: 'end told twice', what }];
  }
  return [];
}

/**
 * How often the session was ended by `invalidate()` while somebody else was ending it: that tells before it asks the
 * store, and so cannot know.
 */
function invalidatedMeanwhile(life: Life): number {
  return life
    .attempted('end')
    .filter((op) =>
      life.possibleEnds.some(
        (other) => other !== op && other.begun < op.ended && op.begun < other.ended,
      ),
    ).length;
}

function checkReason(life: Life, { at, reason, worker }: Destroyed, rules: Rules): Violation[] {
  // In good order, of sessions in memory.
  if (reason === 'shutdown') return [];
  // Of one that its client never got nobody knows when it began.
  if (life.startedAt === undefined || life.startedAt > at) return [];
  if (life.possibleEnds.some(({ begun }) => begun <= at)) return [];
  const before = endsByItself(life, at, rules).earliest - CLOCK_MS - at;
  if (before <= 0) return [];
  const what = `${worker} told the end of ${life.owner} (${reason}) ${before.toFixed(0)} ms early`;
  return [{ rule: 'end told early', what }];
}

function checkLateness(life: Life, [first]: readonly Destroyed[], rules: Rules): Violation[] {
  const { telling } = rules;
  if (telling === undefined || first === undefined) return [];
  const late = latenessOf(life, first, rules);
  if (late === undefined) return [];
  const counted = Math.min(late, first.at - (telling.since ?? -Infinity));
  if (counted <= telling.withinMs) return [];
  const what = `the end of ${life.owner} was told ${late.toFixed(0)} ms after its time`;
  return [{ rule: 'end told late', what }];
}

/** Ended by its client or for its person, or found to have ended by itself. */
function hasEnded(life: Life, rules: Rules): boolean {
  if (life.certainEnds.length > 0) return true;
  if (rules.idleMs === undefined && rules.lifeMs === undefined) return false;
  if (life.startedAt === undefined || life.attempted('rename').length > 0) return false;
  return life.operations.at(-1)?.status === 401;
}
