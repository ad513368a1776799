import type { Difference } from '../compare.ts';
import { mapEvents, readEvent, withField } from './events.ts';

/** Tomcat hands the event of valueBound, which has the new value, to the attribute listeners too. */
export const replacedValue: Difference = {
  id: 'replaced-value',
  title:
    'attributeReplaced carries the old value, also when the new one is a binding listener; Tomcat passes the new one then',
  rows: ['SES-168'],
  decision: 'The specification says so; named in the table of differences on purpose',
  expect: (tomcat) =>
    mapEvents(tomcat, (events) => {
      // What valueBound could still read is what is about to be replaced.
      const before = new Map<string, string>();
      let changed = false;
      const expected = events.map((line) => {
        const { what, id, fields } = readEvent(line);
        const attribute = `${id} ${fields.get('name') ?? ''}`;
        const now = fields.get('now');
        if (what === 'bound' && now !== undefined) before.set(attribute, now);
        const old = before.get(attribute);
        if (what !== 'replaced' || old === undefined || old === fields.get('value')) return line;
        changed = true;
        return withField(line, 'value', old);
      });
      return changed ? expected : events;
    }),
};
