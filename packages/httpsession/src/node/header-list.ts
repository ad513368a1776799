import type { HeadHeaders } from './contracts.ts';

/** Something that headers are read from and put onto: a response, or the headers of one `writeHead`. */
export interface HeaderTarget {
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | readonly string[]): unknown;
}

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

  /** The value under a name in any case; those of a repeated name as a list. */
  getHeader(name: string): unknown {
    const wanted = name.toLowerCase();
    let found: unknown;
    for (let i = 0; i < this.items.length; i += 2) {
      if (!isNamed(this.items[i], wanted)) continue;
      found = found === undefined ? this.items[i + 1] : [found, this.items[i + 1]].flat();
    }
    return found;
  }

  /** Puts a value in the place of all that there are under its name. */
  setHeader(name: string, value: string | readonly string[]): void {
    const wanted = name.toLowerCase();
    for (let i = this.items.length - 2; i >= 0; i -= 2) {
      if (isNamed(this.items[i], wanted)) this.items.splice(i, 2);
    }
    this.items.push(name, value);
  }
}

/** `wanted` is in lower case. */
function isNamed(name: unknown, wanted: string): boolean {
  return typeof name === 'string' && name.length === wanted.length && name.toLowerCase() === wanted;
}

/**
 * Headers with one more, as a list; undefined when they have to be looked through first: they are a list
 * themselves, or have a field of that name.
 */
export function withField(
  headers: HeadHeaders,
  name: string,
  value: string,
): readonly unknown[] | undefined {
  if (isList(headers)) return undefined;
  const wanted = name.toLowerCase();
  const items: unknown[] = [];
  for (const key of Object.keys(headers)) {
    if (isNamed(key, wanted)) return undefined;
    items.push(key, headers[key]);
  }
  items.push(name, value);
  return items;
}

function flatten(headers: HeadHeaders): unknown[] {
  if (isList(headers)) {
    return Array.isArray(headers[0]) ? headers.flatMap((pair) => pair) : [...headers];
  }
  const items: unknown[] = [];
  for (const name of Object.keys(headers)) items.push(name, headers[name]);
  return items;
}

function isList(headers: HeadHeaders): headers is readonly unknown[] {
  return Array.isArray(headers);
}
