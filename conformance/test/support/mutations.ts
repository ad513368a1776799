import type { Answer, StepResult } from '../../src/transcript.ts';

/** Every result that differs from this one in a single respect. */
export function mutations(result: StepResult): StepResult[] {
  return [
    { ...result, status: `${result.status}0` },
    { ...result, location: `${result.location ?? ''}/elsewhere` },
    { ...result, cookies: [...result.cookies, 'JSESSIONID={9}; path=/'] },
    ...result.cookies.map((_, at) => ({ ...result, cookies: without(result.cookies, at) })),
    ...result.cookies.map((cookie, at) => ({
      ...result,
      cookies: result.cookies.with(at, cookie.split('; ').slice(0, -1).join('; ')),
    })),
    ...result.answers.flatMap((answer, at) =>
      mutatedAnswers(answer).map((mutant) => ({
        ...result,
        answers: result.answers.with(at, mutant),
      })),
    ),
  ];
}

function mutatedAnswers({ value, events }: Answer): Answer[] {
  return [
    { value: `${value}!`, events },
    { value, events: [...events, 'created 1 {9} new=true all=[]'] },
    ...events.map((_, at) => ({ value, events: without(events, at) })),
    ...events.map((event, at) => ({ value, events: events.toSpliced(at, 0, event) })),
    ...events.map((event, at) => ({ value, events: events.with(at, `${event}!`) })),
  ];
}

function without<T>(list: readonly T[], at: number): T[] {
  return list.toSpliced(at, 1);
}
