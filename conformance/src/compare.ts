import type { Step, Variant } from './script.ts';
import { sameValue, type Answer, type StepResult } from './transcript.ts';

/** A step, and what led to it. */
export interface Situation {
  readonly variant: Variant;
  readonly step: Step;
  /** Values of the session cookie that were sent, with ids named. */
  readonly cookies: readonly string[];
  /** Value of the path parameter that was sent, with ids named. */
  readonly urlId: string | undefined;
  /** Names of the sessions that were alive when the step began. */
  readonly live: ReadonlySet<string>;
  /** How many ids had a name then. */
  readonly known: number;
  /** Names of those that some request has named since they were made. */
  readonly joined: ReadonlySet<string>;
  /** The steps so far that ours refused to serve. */
  readonly refused: ReadonlySet<number>;
}

/** What a difference may look at beside the two results. */
export interface StepContext extends Situation {
  /** What Tomcat answered, before any difference was applied. */
  readonly original: StepResult;
}

/** One row of the closed table of differences. */
export interface Difference {
  readonly id: string;
  /** What ours does, and what Tomcat does. */
  readonly title: string;
  /** Rows of the conformance catalogue that decide it. */
  readonly rows: readonly string[];
  /** Why ours does not do as Tomcat does. */
  readonly decision: string;
  /**
   * What ours must answer, given what Tomcat answered: the same object when the difference does not
   * apply. `actual` is for what the specification leaves open only, such as an order.
   */
  expect(tomcat: StepResult, context: StepContext, actual: StepResult): StepResult;
}

/** What came of comparing one step. */
export interface Verdict {
  readonly agrees: boolean;
  /** The differences that were needed. */
  readonly used: readonly string[];
  /** What ours should have answered. */
  readonly expected: StepResult;
}

/**
 * Compares what the two answered to a step. A difference never excuses a step: it says what ours has
 * to answer instead of Tomcat's answer, and then everything must be equal.
 */
export function compareStep(
  tomcat: StepResult,
  actual: StepResult,
  options: {
    readonly context: Situation;
    readonly differences: readonly Difference[];
  },
): Verdict {
  const context = { ...options.context, original: tomcat };
  let expected = tomcat;
  const used: string[] = [];
  for (const difference of options.differences) {
    const changed = difference.expect(expected, context, actual);
    if (!sameResult(changed, expected)) used.push(difference.id);
    expected = changed;
  }
  return { agrees: sameResult(expected, actual), used, expected };
}

/** Whether two results are equal. */
function sameResult(one: StepResult, other: StepResult): boolean {
  return (
    one === other ||
    (one.status === other.status &&
      one.location === other.location &&
      sameTexts(one.cookies, other.cookies) &&
      one.answers.length === other.answers.length &&
      one.answers.every((answer, index) => sameAnswer(answer, other.answers[index])))
  );
}

function sameAnswer(one: Answer, other: Answer | undefined): boolean {
  return (
    other !== undefined && sameValue(one.value, other.value) && sameTexts(one.events, other.events)
  );
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
