import type { Difference } from '../compare.ts';
import { mapEvents, readEvent } from './events.ts';
import { nameOf, splitUnbinding } from './unbinding.ts';

/** The one difference that follows what ours does: any order is right. */
export const unbindingOrder: Difference = {
  id: 'unbinding-order',
  title:
    'The attributes of a session that ends are unbound in the order in which they were bound; in Tomcat in that of a hash table',
  rows: ['SES-058'],
  decision:
    'The specification leaves the order open; the events of each attribute must be the same',
  expect: (tomcat, _context, actual) =>
    mapEvents(tomcat, (events, index) => {
      const { head, groups, tail } = splitUnbinding(events);
      if (groups.length < 2) return events;
      const order = unboundNames(actual.answers[index]?.events ?? []);
      const sorted = [...groups].sort(
        (one, other) => order.indexOf(nameOf(one)) - order.indexOf(nameOf(other)),
      );
      const isSame = sorted.every((group, at) => group === groups[at]);
      return isSame ? events : [...head, ...sorted.flat(), ...tail];
    }),
};

/** The names in the order in which ours unbound them. */
export function unboundNames(events: readonly string[]): string[] {
  const last = events.map((line) => readEvent(line).what).lastIndexOf('destroyed');
  return events
    .slice(last + 1)
    .map(readEvent)
    .filter(({ what }) => what === 'removed')
    .map(({ fields }) => fields.get('name') ?? '');
}
