import type { Difference } from '../compare.ts';
import type { Answer } from '../transcript.ts';
import { ILLEGAL_ARGUMENT, ILLEGAL_STATE, mapAnswers, readEvent } from './events.ts';
import { unboundNames } from './unbinding-order.ts';

/** What a listener that acted by ending the session or removing an attribute got back. */
const THROWN_TO_HOOK = ['remove', 'invalidate', 'set', 'bind'].map(
  (action) => `hook ${action} ${ILLEGAL_ARGUMENT}`,
);

export const unboundThrows: Difference = {
  id: 'unbound-throws',
  title:
    'An exception from valueUnbound is isolated like that of any listener; Tomcat passes it on when an attribute is removed or the session ends, and notifies nobody of the rest',
  rows: ['SES-161', 'SES-055'],
  decision:
    'Rule R23 (listenerErrors isolate); the table of differences says "isolated, as in Tomcat"',
  expect: (tomcat, _context, actual) =>
    mapAnswers(tomcat, (answer, index) => {
      const at = answer.events.findIndex(
        (line, position) => line === 'hook throw' && isRemoval(answer.events[position - 1]),
      );
      return at < 0 ? answer : complete(answer, at, actual.answers[index]);
    }),
};

/** Tomcat knows the value in a removal, and not in a replacement, where it does catch exceptions. */
function isRemoval(line: string | undefined): boolean {
  if (line === undefined) return false;
  const { what, fields } = readEvent(line);
  return what === 'unbound' && fields.get('value') !== 'null';
}

/** The answer as if the exception had been caught, with the events that were left out. */
function complete(answer: Answer, at: number, actual: Answer | undefined): Answer {
  const { events } = answer;
  const { id, fields } = readEvent(events[at - 1] ?? '');
  const name = fields.get('name') ?? '';
  const now = fields.get('now') ?? '';
  const missing = removedTwice(id, { name, value: fields.get('value') ?? '', now });
  if (now === ILLEGAL_STATE) missing.push(...others(events.slice(0, at), id, actual));
  const rest = events.slice(at + 1);
  const [next = ''] = rest;
  const isHook = THROWN_TO_HOOK.includes(next);
  if (isHook) rest[0] = next.replace(ILLEGAL_ARGUMENT, 'done');
  return {
    value: !isHook && answer.value === ILLEGAL_ARGUMENT ? 'done' : answer.value,
    events: [...events.slice(0, at + 1), ...missing, ...rest],
  };
}

/** The attributes that nobody was told of, as sessionDestroyed saw them. */
function others(before: readonly string[], id: string, actual: Answer | undefined): string[] {
  const destroyed = before.map(readEvent).findLast(({ what }) => what === 'destroyed');
  const all = (destroyed?.fields.get('all') ?? '[]').slice(1, -1);
  const told = new Set(
    before
      .slice(before.map((line) => readEvent(line).what).lastIndexOf('destroyed'))
      .map((line) => readEvent(line).fields.get('name')),
  );
  const order = unboundNames(actual?.events ?? []);
  return all
    .split(',')
    .filter((entry) => entry.includes(':'))
    .map((entry) => ({
      name: entry.split(':')[0] ?? '',
      value: entry.slice(entry.indexOf(':') + 1),
    }))
    .filter(({ name }) => !told.has(name))
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
    .flatMap(({ name, value }) => [
      ...(value.startsWith('@')
        ? [
            `unbound ${value} ${id} name=${name} value=${value} now=${ILLEGAL_STATE} names=${ILLEGAL_STATE}`,
          ]
        : []),
      ...removedTwice(id, { name, value, now: ILLEGAL_STATE }),
    ]);
}

/** What both listeners log of a removal. */
function removedTwice(
  id: string,
  attribute: { name: string; value: string; now: string },
): string[] {
  const { name, value, now } = attribute;
  return ['1', '2'].map(
    (number) => `removed ${number} ${id} name=${name} value=${value} now=${now}`,
  );
}
