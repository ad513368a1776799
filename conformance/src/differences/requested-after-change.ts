import type { Difference, StepContext } from '../compare.ts';
import { follow, mapAnswers } from './events.ts';

export const requestedAfterChange: Difference = {
  id: 'requested-after-change',
  title:
    'After changeSessionId the requested id stays what the client sent, and is no longer valid; in Tomcat it becomes the new id',
  rows: ['SES-078', 'SES-089'],
  decision: 'Named in the table of differences on purpose',
  expect(tomcat, context) {
    const { operations } = context.step;
    const change = operations.findIndex(
      ([name], index) =>
        name === 'change' && context.original.answers[index]?.value.startsWith('id:') === true,
    );
    const { ofTomcat, sent } = requestedBefore(context);
    // Tomcat replaces only an id that was sent.
    if (change < 0 || ofTomcat === undefined || ofTomcat === '' || sent === undefined)
      return tomcat;
    const alive = new Set(context.live);
    return mapAnswers(tomcat, (answer, index) => {
      follow(alive, answer.events);
      if (index < change) return answer;
      const name = operations[index]?.[0];
      if (name === 'requested') return { ...answer, value: `.${sent}` };
      return name === 'valid' ? { ...answer, value: String(alive.has(sent)) } : answer;
    });
  },
};

/** The id that was sent: of a live session if there is one, else the first; for Tomcat the last. */
function requestedBefore(context: StepContext): {
  readonly ofTomcat: string | undefined;
  readonly sent: string | undefined;
} {
  const { modes } = context.variant;
  const cookies = modes.includes('COOKIE')
    ? context.cookies.map((value) => value.replaceAll('"', ''))
    : [];
  const urlId = modes.includes('URL') ? context.urlId : undefined;
  const live = cookies.find((value) => context.live.has(value));
  return { ofTomcat: live ?? cookies.at(-1) ?? urlId, sent: live ?? cookies[0] ?? urlId };
}
