import type { Answer, StepResult } from '../transcript.ts';

/** A line of the event log, taken apart. */
export interface LoggedEvent {
  /** `created`, `bound` and so on; `hook` for what a listener did on behalf of the script. */
  readonly what: string;
  /** The number of the listener or the label of the value. */
  readonly who: string;
  readonly id: string;
  /** What else was logged, such as `value`, in its order. */
  readonly fields: ReadonlyMap<string, string>;
}

export function readEvent(line: string): LoggedEvent {
  const [what = '', who = '', id = '', ...rest] = line.split(' ');
  const fields = rest.map((field): [string, string] => {
    const equals = field.indexOf('=');
    return [field.slice(0, equals), field.slice(equals + 1)];
  });
  return { what, who, id, fields: new Map(fields) };
}

/** The same line with another value in one field. */
export function withField(line: string, field: string, value: string): string {
  const event = readEvent(line);
  const fields = [...event.fields].map(([name, old]) => `${name}=${name === field ? value : old}`);
  return [event.what, event.who, event.id, ...fields].join(' ');
}

/** Brings a set of the names of live sessions up to date. Gives the new name of each renamed one. */
export function follow(alive: Set<string>, events: readonly string[]): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const { what, who, id, fields } of events.map(readEvent)) {
    // Once for both listeners: what the first one does may come between.
    if (who !== '1') continue;
    if (what === 'created' || what === 'changed') alive.add(id);
    if (what === 'destroyed') alive.delete(id);
    const old = fields.get('old');
    if (what !== 'changed' || old === undefined) continue;
    alive.delete(old);
    renamed.set(old, id);
  }
  return renamed;
}

/** A result with other answers; the same object when none changed. */
export function mapAnswers(
  result: StepResult,
  change: (answer: Answer, index: number) => Answer,
): StepResult {
  const answers = result.answers.map(change);
  const same = answers.every((answer, index) => answer === result.answers[index]);
  return same ? result : { ...result, answers };
}

/** A result with other events; the same object when none changed. */
export function mapEvents(
  result: StepResult,
  change: (events: readonly string[], index: number) => readonly string[],
): StepResult {
  return mapAnswers(result, (answer, index) => {
    const events = change(answer.events, index);
    return events === answer.events ? answer : { ...answer, events };
  });
}

/** How an exception that a call throws is written. */
export const ILLEGAL_STATE = '!IllegalStateException';
export const ILLEGAL_ARGUMENT = '!IllegalArgumentException';
