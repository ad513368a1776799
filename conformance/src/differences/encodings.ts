import type { StepContext } from '../compare.ts';
import { fillUnknown } from '../names.ts';
import { parameterName } from '../script.ts';
import type { StepResult } from '../transcript.ts';
import { mapAnswers } from './events.ts';

/** A call of encodeURL or encodeRedirectURL. */
export interface Encoding {
  /** The URL that was passed, as it looks in a transcript, without the dot in front. */
  readonly url: string;
  /** What came of it, as in a transcript. */
  readonly value: string;
  readonly index: number;
  readonly isRedirect: boolean;
}

/** Changes the results of encodeURL and encodeRedirectURL, except those of null. */
export function mapEncodings(
  result: StepResult,
  context: StepContext,
  change: (encoding: Encoding) => string,
): StepResult {
  return mapAnswers(result, (answer, index) => {
    const [name, field = '~'] = context.step.operations[index] ?? [''];
    if ((name !== 'encode' && name !== 'encodeRedirect') || field === '~') return answer;
    const url = nameUrl(field.slice(1), context);
    const value = change({
      url,
      value: answer.value,
      index,
      isRedirect: name === 'encodeRedirect',
    });
    return value === answer.value ? answer : { ...answer, value };
  });
}

/** The URL of a script as it looks in a transcript. */
function nameUrl(template: string, { variant, known }: StepContext): string {
  return fillUnknown(template.replaceAll('{param}', parameterName(variant)), known);
}

/** A URL taken apart at the end of its path. */
export function splitPath(url: string): [path: string, rest: string] {
  const end = url.search(/[?#]/);
  return end < 0 ? [url, ''] : [url.slice(0, end), url.slice(end)];
}
