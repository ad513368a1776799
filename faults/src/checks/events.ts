import type { Entry } from '../history/entries.ts';
import type { Life } from './life.ts';
import type { Rules, Violation } from './rules.ts';

/**
 * The end of a session is told once. Where a process died while it told it, another one tells it again; never is
 * it not told at all.
 */
export function checkEvents(
  lives: readonly Life[],
  history: readonly Entry[],
  rules: Rules,
): Violation[] {
  const told = new Map<string, number>();
  for (const entry of history) {
    if (entry.kind === 'destroyed') told.set(entry.session, (told.get(entry.session) ?? 0) + 1);
  }
  return lives.flatMap((life): Violation[] => {
    const times = told.get(life.owner) ?? 0;
    if (times === 0 && hasEnded(life, rules)) {
      return [{ rule: 'untold end', what: `nobody was told of the end of ${life.owner}` }];
    }
    if (times > 1 && rules.crashes !== true) {
      return [{ rule: 'end told twice', what: `the end of ${life.owner} was told ${times} times` }];
    }
    return [];
  });
}

/** Ended by its client, or found to have expired. */
function hasEnded(life: Life, rules: Rules): boolean {
  if (life.certain('end').length > 0) return true;
  if (rules.idleMs === undefined || life.startedAt === undefined) return false;
  if (life.attempted('rename').length > 0) return false;
  return life.operations.at(-1)?.status === 401;
}
