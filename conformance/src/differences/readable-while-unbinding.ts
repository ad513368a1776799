import type { Difference } from '../compare.ts';
import { ILLEGAL_STATE, mapEvents, readEvent, withField } from './events.ts';
import { nameOf, splitUnbinding } from './unbinding.ts';

export const readableWhileUnbinding: Difference = {
  id: 'readable-while-unbinding',
  title:
    'The attributes that are left stay readable inside valueUnbound and attributeRemoved while a session ends; in Tomcat every access throws',
  rows: ['SES-057', 'SES-174'],
  decision: 'Named in the table of differences on purpose: a listener may need a sibling attribute',
  expect: (tomcat) =>
    mapEvents(tomcat, (events) => {
      if (!events.some((line) => line.includes(`now=${ILLEGAL_STATE}`))) return events;
      const { head, groups, tail } = splitUnbinding(events);
      if (groups.length === 0) return events;
      const left = groups.map(nameOf);
      const expected = groups.flatMap((group, at) => {
        const names = `[${left
          .slice(at + 1)
          .sort()
          .join(',')}]`;
        return group.map((line) => readable(line, names));
      });
      return [...head, ...expected, ...tail];
    }),
};

/** The line as it is when the session can be read, and the attribute itself is gone. */
function readable(line: string, names: string): string {
  const { fields } = readEvent(line);
  let changed = line;
  if (fields.get('now') === ILLEGAL_STATE) changed = withField(changed, 'now', 'null');
  if (fields.get('names') === ILLEGAL_STATE) changed = withField(changed, 'names', names);
  return changed;
}
