import type { Difference } from '../compare.ts';
import { mapEvents, readEvent, withField } from './events.ts';

export const unboundValue: Difference = {
  id: 'unbound-value',
  title:
    'The event of valueUnbound carries the value that was unbound; Tomcat leaves it out when the value was replaced',
  rows: ['SES-168', 'SES-178'],
  decision: 'The specification defines getValue for every unbinding',
  expect: (tomcat) =>
    mapEvents(tomcat, (events) => {
      const lacking = (line: string): boolean => {
        const { what, fields } = readEvent(line);
        return what === 'unbound' && fields.get('value') === 'null';
      };
      if (!events.some(lacking)) return events;
      // The value is the very listener that is told.
      return events.map((line) =>
        lacking(line) ? withField(line, 'value', readEvent(line).who) : line,
      );
    }),
};
