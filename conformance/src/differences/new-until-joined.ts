import type { Difference } from '../compare.ts';
import { mapEvents, readEvent, withField } from './events.ts';

export const newUntilJoined: Difference = {
  id: 'new-until-joined',
  title:
    'A session that no client ever named is still new when it expires; in Tomcat it is no longer new once the request that made it is over',
  rows: ['SES-016'],
  decision: 'The specification: new until the client joins',
  expect: (tomcat, { joined, live }) =>
    mapEvents(tomcat, (events) => {
      const isNew = (line: string): boolean => {
        const { what, id, fields } = readEvent(line);
        return (
          what === 'destroyed' && fields.get('new') === 'false' && live.has(id) && !joined.has(id)
        );
      };
      return events.some(isNew)
        ? events.map((line) => (isNew(line) ? withField(line, 'new', 'true') : line))
        : events;
    }),
};
