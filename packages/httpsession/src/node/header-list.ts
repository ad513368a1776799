import type { HeaderTarget, HeadHeaders } from './contracts.ts';

/**
 * Headers for one call of `writeHead`, as the flat list that Node writes out directly: going through
 * `setHeader` instead would cost more than all the rest of a session.
 */
export class HeaderList implements HeaderTarget {
  /** Names and values in turn, each name once but for those that the application repeated. */
  readonly items: unknown[];

  constructor(headers: HeadHeaders | undefined) {
    this.items = headers === undefined ? [] : flatten(headers);
  }

  /** The value under a name, which is in lower case; those of a repeated name as a list. */
  getHeader(name: string): unknown {
    const { items } = this;
    let found: unknown;
    for (let i = 0; i < items.length; i += 2) {
      if (!isNamed(items[i], name)) continue;
      found = found === undefined ? items[i + 1] : [found, items[i + 1]].flat();
    }
    return found;
  }

  /** Puts a value in the place of all that there are under its name. */
  setHeader(name: string, value: string | readonly string[]): void {
    const { items } = this;
    for (let i = items.length - 2; i >= 0; i -= 2) {
      if (isSameName(items[i], name)) items.splice(i, 2);
    }
    items.push(name, value);
  }
}

/** `wanted` is in lower case. Lengths come first: making lower case costs more than all the rest. */
function isNamed(name: unknown, wanted: string): boolean {
  return typeof name === 'string' && name.length === wanted.length && name.toLowerCase() === wanted;
}

function isSameName(name: unknown, other: string): boolean {
  return (
    typeof name === 'string' && name.length === other.length && isNamed(name, other.toLowerCase())
  );
}

/**
 * Headers with further fields behind them (names and values in turn), as a list; undefined when they have
 * to be looked through first: they are a list themselves, or have one of these fields.
 */
export function withFields(
  headers: HeadHeaders,
  fields: readonly string[],
): readonly unknown[] | undefined {
  if (isList(headers)) return undefined;
  const names = Object.keys(headers);
  const values = Object.values(headers);
  const own = 2 * names.length;
  // With its room from the start: one for each answer, and growing would cost as much as filling.
  const items = new Array<unknown>(own + fields.length);
  for (let at = 0; at < own; at += 2) {
    const key = names[at >> 1];
    if (isOneOf(key, fields)) return undefined;
    items[at] = key;
    items[at + 1] = values[at >> 1];
  }
  for (let i = 0; i < fields.length; i += 1) items[own + i] = fields[i];
  return items;
}

function isOneOf(name: unknown, fields: readonly string[]): boolean {
  for (let i = 0; i < fields.length; i += 2) if (isSameName(name, fields[i] ?? '')) return true;
  return false;
}

function flatten(headers: HeadHeaders): unknown[] {
  if (isList(headers)) {
    return Array.isArray(headers[0]) ? headers.flatMap((pair) => pair) : [...headers];
  }
  const names = Object.keys(headers);
  const values = Object.values(headers);
  const items: unknown[] = [];
  for (let i = 0; i < names.length; i++) items.push(names[i], values[i]);
  return items;
}

function isList(headers: HeadHeaders): headers is readonly unknown[] {
  return Array.isArray(headers);
}
