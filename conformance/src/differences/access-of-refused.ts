import type { Difference } from '../compare.ts';
import { stepsOf } from '../transcript.ts';
import { mapAnswers } from './events.ts';

export const accessOfRefused: Difference = {
  id: 'access-of-refused',
  title:
    'A request that was refused for its two cookies is no access of either session; in Tomcat, which served it, it is one',
  rows: ['SES-007', 'SES-083'],
  decision: 'Follows from two-live-cookies; rule R20',
  expect: (tomcat, context, actual) =>
    mapAnswers(tomcat, (answer, index) => {
      if (context.step.operations[index]?.[0] !== 'accessed') return answer;
      const steps = stepsOf(answer.value);
      const ours = actual.answers[index]?.value ?? '';
      const earlier = stepsOf(ours);
      if (steps === undefined || earlier === undefined || earlier[0] > steps[0]) return answer;
      // Tomcat tells the time of a step that ours refused; ours that of one before it.
      const isRefused = [...context.refused].some((step) => step >= steps[0] && step <= steps[1]);
      return isRefused ? { ...answer, value: ours } : answer;
    }),
};
