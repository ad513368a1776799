import type { Situation, Verdict } from './compare.ts';
import type { Script } from './script.ts';
import { sameValue, type StepResult } from './transcript.ts';

/** One step, what both answered, and what was made of it. */
export interface Turn {
  readonly context: Situation;
  readonly tomcat: StepResult;
  readonly actual: StepResult;
  readonly verdict: Verdict;
}

/** The two servers disagree. The message holds the script and both transcripts. */
export class Mismatch extends Error {
  readonly script: Script;
  readonly turns: readonly Turn[];

  constructor(script: Script, turns: readonly Turn[]) {
    super(`Step ${String(turns.length - 1)} disagrees\n${describeTurns(script, turns)}`);
    this.name = 'Mismatch';
    this.script = script;
    this.turns = turns;
  }
}

/** The steps in readable lines; the last one with what was expected beside what came. */
function describeTurns(script: Script, turns: readonly Turn[]): string {
  const head = `variant ${script.variant}, clients ${JSON.stringify(script.clients)}`;
  return [head, ...turns.map((turn, index) => describeTurn(turn, index))].join('\n');
}

function describeTurn(turn: Turn, index: number): string {
  const { context, tomcat, actual, verdict } = turn;
  const { step } = context;
  const cookies = context.cookies.length > 0 ? ` cookies ${context.cookies.join(' & ')}` : '';
  const urlId = context.urlId === undefined ? '' : ` url id ${context.urlId}`;
  const pause = step.pause === undefined ? '' : ` after ${String(step.pause)} ms`;
  const head = `step ${String(index)}: client ${String(step.client)}${cookies}${urlId}${pause}`;
  const used = verdict.used.length > 0 ? [`  differences: ${verdict.used.join(', ')}`] : [];
  return [
    head,
    ...used,
    ...compareLine('status', tomcat.status, verdict.expected.status, actual.status),
    ...compareLine('location', tomcat.location, verdict.expected.location, actual.location),
    ...compareLine(
      'cookies',
      lines(tomcat.cookies),
      lines(verdict.expected.cookies),
      lines(actual.cookies),
    ),
    ...step.operations.flatMap((operation, position) => [
      ...compareLine(
        operation.join(' '),
        answer(tomcat, position),
        answer(verdict.expected, position),
        answer(actual, position),
      ),
    ]),
  ].join('\n');
}

function compareLine(
  what: string,
  tomcat: string | null,
  expected: string | null,
  actual: string | null,
): string[] {
  if (tomcat === actual && expected === actual) {
    return actual === null || actual === '' ? [] : [`  ${what}: ${actual}`];
  }
  const rows = [`    Tomcat:   ${String(tomcat)}`, `    ours:     ${String(actual)}`];
  if (expected !== tomcat) rows.splice(1, 0, `    expected: ${String(expected)}`);
  return [`${sameText(expected, actual) ? '  ' : '* '}${what}:`, ...rows];
}

function sameText(one: string | null, other: string | null): boolean {
  return one === other || (one !== null && other !== null && sameValue(one, other));
}

function answer(result: StepResult, position: number): string {
  const found = result.answers[position];
  return found === undefined ? '(no answer)' : lines([found.value, ...found.events]);
}

function lines(texts: readonly string[]): string {
  return texts.join('\n              ');
}
