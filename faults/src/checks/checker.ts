import type { Entry } from '../history/entries.ts';
import { checkAnswers } from './answers.ts';
import { checkCounter } from './counter.ts';
import { checkEnds } from './ends.ts';
import { checkEvents } from './events.ts';
import { livesOf } from './life.ts';
import { checkOwner } from './owners.ts';
import type { Rules, Violation } from './rules.ts';
import { checkValues } from './values.ts';
import { checkWorkers } from './workers.ts';

/** All that is wrong with a history. */
export function check(history: readonly Entry[], rules: Rules = {}): Violation[] {
  const lives = livesOf(history, rules);
  return [
    ...lives.flatMap((life) => [
      ...checkOwner(life),
      ...checkCounter(life),
      ...checkValues(life),
      ...checkEnds(life, rules),
    ]),
    ...checkEvents(lives, history, rules),
    ...checkAnswers(history, rules),
    ...checkWorkers(history, rules),
  ];
}
