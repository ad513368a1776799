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
 * Whether headers are an object without any of these fields: then ours can
 * be written beside them. The names are in lower case.
 */
export function lacks(headers: HeadHeaders, names: readonly string[]): boolean {
  if (isList(headers)) return false;
  for (const name in headers) if (isOneOf(name, names)) return false;
  return true;
}

function isOneOf(name: string, names: readonly string[]): boolean {
  for (const each of names) if (isNamed(name, each)) return true;
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
