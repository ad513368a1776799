import type { Difference } from '../compare.ts';
import type { Step, Variant } from '../script.ts';
import type { StepResult } from '../transcript.ts';
import { ILLEGAL_STATE, mapAnswers, readEvent } from './events.ts';

/** An id change that came too late for the client to be told: both are indexes of names. */
export interface LateChange {
  /** The operation that did it. */
  readonly operation: number;
  /** The name of the id that the client will never know. */
  readonly from: number;
  /** The name of the id that it keeps sending. */
  readonly to: number;
}

/** What of a step decides whether a change comes too late. */
export interface StepAndVariant {
  readonly step: Step;
  readonly variant: Variant;
}

/** Whether the first byte was out before that operation. */
export function isCommitted(result: StepResult, step: Step, operation: number): boolean {
  return step.operations.some(
    ([name], index) =>
      index < operation &&
      (name === 'flush' || name === 'redirect') &&
      result.answers[index]?.value === 'done',
  );
}

/**
 * The id changes that Tomcat made behind the first byte, the last one first, each in terms of the
 * names that are left once those after it are undone.
 */
export function lateChanges(tomcat: StepResult, { step, variant }: StepAndVariant): LateChange[] {
  // Without cookies nothing has to go out in the head; links can still be written.
  if (!variant.modes.includes('COOKIE')) return [];
  return step.operations
    .flatMap(([name], operation) => {
      const answer = tomcat.answers[operation];
      if (name !== 'change' || answer === undefined || answer.value.startsWith('!')) return [];
      if (!isCommitted(tomcat, step, operation)) return [];
      const event = answer.events.map(readEvent).find(({ what }) => what === 'changed');
      if (event === undefined) return [];
      return [{ operation, from: index(event.id), to: index(event.fields.get('old') ?? '') }];
    })
    .reverse();
}

/** `{3}` is 3. */
function index(name: string): number {
  return Number(name.slice(1, -1));
}

/** What Tomcat would have answered had it refused: the runner calls the session by its old name. */
export const changeAfterCommit: Difference = {
  id: 'change-after-commit',
  title:
    'changeSessionId throws IllegalStateException once the first byte is out, when no cookie can tell the client; Tomcat changes the id and the client loses the session',
  rows: ['SES-089', 'SES-075'],
  decision: 'Named in the table of differences on purpose; rule R8',
  expect(tomcat, context) {
    const changes = lateChanges(tomcat, context);
    if (changes.length === 0) return tomcat;
    const undone = changes.reduce(undo, tomcat);
    // Behind a redirect Tomcat can still set the cookie. The client knows the old id already.
    const prefix = `${context.variant.cookieName}=`;
    const cookies = undone.cookies.filter((cookie) => {
      const id = cookie.slice(prefix.length).split('; ', 1)[0] ?? '';
      return !cookie.startsWith(prefix) || !context.live.has(id);
    });
    return { ...undone, cookies };
  },
};

function undo(result: StepResult, change: LateChange): StepResult {
  const undone = mapAnswers(result, (answer, at) => {
    if (at < change.operation) return answer;
    if (at === change.operation) return { value: ILLEGAL_STATE, events: [] };
    return {
      value: rename(answer.value, change),
      events: answer.events.map((line) => rename(line, change)),
    };
  });
  return { ...undone, cookies: undone.cookies.map((cookie) => rename(cookie, change)) };
}

/** The new name becomes the old one, and later names move up. */
function rename(text: string, { from, to }: LateChange): string {
  return text.replace(/\{(\d+)\}/g, (whole, digits: string) => {
    const number = Number(digits);
    if (number === from) return `{${String(to)}}`;
    return number > from ? `{${String(number - 1)}}` : whole;
  });
}
