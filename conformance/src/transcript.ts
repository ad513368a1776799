import type { RawResponse } from './http-client.ts';
import type { Names } from './names.ts';

/** What came of one operation, with ids named and times told by the step that they fall into. */
export interface Answer {
  /** A value, or an exclamation mark and the class of an exception. */
  readonly value: string;
  /** What the listeners logged, in their order. */
  readonly events: readonly string[];
}

/** What came of one request. */
export interface StepResult {
  /** The status code; followed by `broken` when the response was cut off. */
  readonly status: string;
  readonly location: string | null;
  /** Set-Cookie lines in a canonical form: attributes in lower case and alphabetical order. */
  readonly cookies: readonly string[];
  readonly answers: readonly Answer[];
}

/** When each step of a script was under way, in epoch milliseconds. */
export type Timeline = readonly (readonly [start: number, end: number])[];

/** Makes two responses comparable: no ids, no ports, no dates. */
export function readStep(
  response: RawResponse,
  body: string,
  context: { names: Names; timeline: Timeline },
): StepResult {
  const { names, timeline } = context;
  const fields = (wanted: string): string[] =>
    response.headers.filter(([name]) => name === wanted).map(([, value]) => value);
  const location = fields('location')[0];
  return {
    status: response.complete ? String(response.status) : `${String(response.status)} broken`,
    location: location === undefined ? null : names.name(location),
    cookies: fields('set-cookie').map((line) => names.name(canonicalCookie(line))),
    answers: readAnswers(names.name(body), timeline),
  };
}

function readAnswers(body: string, timeline: Timeline): Answer[] {
  const answers: { value: string; events: string[] }[] = [];
  for (const line of body.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('+')) answers.at(-1)?.events.push(line.slice(1));
    else answers.push({ value: /^t\d+$/.test(line) ? tellTime(line, timeline) : line, events: [] });
  }
  return answers;
}

/** `@2` for a moment of step 2; `@2-4` when these steps went by in the same millisecond. */
function tellTime(text: string, timeline: Timeline): string {
  const moment = Number(text.slice(1));
  const steps = timeline.flatMap(([start, end], step) =>
    start <= moment && moment <= end ? [step] : [],
  );
  const first = steps[0];
  if (first === undefined) return `@never (${String(moment)})`;
  return steps.length === 1 ? `@${String(first)}` : `@${String(first)}-${String(steps.at(-1))}`;
}

/** Whether two values are the same, as far as can be known of times. */
export function sameValue(one: string, other: string): boolean {
  if (one === other) return true;
  const left = stepsOf(one);
  const right = stepsOf(other);
  return left !== undefined && right !== undefined && left[0] <= right[1] && right[0] <= left[1];
}

/** The first and the last step that a time may belong to; undefined when it is no time. */
export function stepsOf(value: string): [first: number, last: number] | undefined {
  const match = /^@(\d+)(?:-(\d+))?$/.exec(value);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? match[1])];
}

function canonicalCookie(line: string): string {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const named = attributes.map((attribute): [string, string] => {
    const equals = attribute.indexOf('=');
    return equals < 0
      ? [attribute.toLowerCase(), '']
      : [attribute.slice(0, equals).toLowerCase(), attribute.slice(equals + 1)];
  });
  const maxAge = named.find(([name]) => name === 'max-age')?.[1];
  return [
    pair,
    ...named
      .map(([name, value]) => (name === 'expires' ? tellExpiry(value, maxAge) : show(name, value)))
      .sort(),
  ].join('; ');
}

function show(name: string, value: string): string {
  return value === '' ? name : `${name}=${value}`;
}

/** An Expires date as a relation: it was, it is what Max-Age says, or it is something else. */
function tellExpiry(date: string, maxAge: string | undefined): string {
  const seconds = (Date.parse(date) - Date.now()) / 1000;
  if (seconds < 0) return 'expires=past';
  const consistent = maxAge !== undefined && Math.abs(seconds - Number(maxAge)) <= 3;
  return consistent ? 'expires=max-age' : `expires=${date}`;
}
