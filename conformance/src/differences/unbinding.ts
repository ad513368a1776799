import { ILLEGAL_STATE, readEvent } from './events.ts';

/** The events of a session that ends, taken apart. */
export interface Unbinding {
  /** Everything up to the unbinding: what came before, and sessionDestroyed. */
  readonly head: readonly string[];
  /** The events of each attribute, in the order in which they were unbound. */
  readonly groups: readonly (readonly string[])[];
  /** What came when the session had ended. */
  readonly tail: readonly string[];
}

/** Where a listener that ended the session got control back. */
const ENDED = 'hook invalidate done';

/**
 * Splits the events of Tomcat, where unbinding shows by its exceptions: the session is invalid then.
 */
export function splitUnbinding(events: readonly string[]): Unbinding {
  const from = events.map((line) => readEvent(line).what).lastIndexOf('destroyed') + 1;
  const start = from === 0 ? -1 : events.findIndex((line, at) => at >= from && isUnbinding(line));
  if (start < 0 || isOutside(events.slice(from - 1, start + 1))) {
    return { head: events, groups: [], tail: [] };
  }
  const length = events.slice(start).findIndex((line) => line === ENDED || !belongs(line));
  const end = length < 0 ? events.length : start + length;
  return {
    head: events.slice(0, start),
    groups: group(events.slice(start, end)),
    tail: events.slice(end),
  };
}

/**
 * Whether the last of these events comes when all is over: what a listener ended has ended, and the
 * attribute is none that sessionDestroyed, the first of these events, has seen.
 */
function isOutside(events: readonly string[]): boolean {
  if (!events.includes(ENDED)) return false;
  const all = readEvent(events[0] ?? '').fields.get('all') ?? '[]';
  const names = all
    .slice(1, -1)
    .split(',')
    .map((entry) => entry.split(':', 1)[0]);
  return !names.includes(nameOf(events.slice(-1)));
}

/** The name of the attribute that a group is about. */
export function nameOf(group: readonly string[]): string {
  return readEvent(group[0] ?? '').fields.get('name') ?? '';
}

function isUnbinding(line: string): boolean {
  const { what, fields } = readEvent(line);
  return (what === 'unbound' || what === 'removed') && fields.get('now') === ILLEGAL_STATE;
}

/** A listener may act on an unbinding as well. */
function belongs(line: string): boolean {
  return isUnbinding(line) || line.startsWith('hook ');
}

function group(events: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const line of events) {
    const last = groups.at(-1);
    if (last !== undefined && (!isUnbinding(line) || nameOf(last) === nameOf([line])))
      last.push(line);
    else groups.push([line]);
  }
  return groups;
}
