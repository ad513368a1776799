/**
 * The attributes of one session. Nearly all sessions hold a handful, so up to `LIST_MAX` they are a
 * flat list of name, value, name, value: a Map costs about 190 bytes before its first entry, and a
 * million sessions would pay it a million times. More of them become a Map.
 */
export type Attributes = unknown[] | Map<string, unknown>;

/** Names in a list before it becomes a Map; looking through eight is as fast as hashing. */
const LIST_MAX = 8;

/** No attributes: shared, as names are neither added to a list in place nor taken from it. */
export const NO_ATTRIBUTES: Attributes = [];

/** The value of a name, or undefined. */
export function getAttribute(attributes: Attributes, name: string): unknown {
  if (attributes instanceof Map) return attributes.get(name);
  for (let i = 0; i < attributes.length; i += 2) {
    if (attributes[i] === name) return attributes[i + 1];
  }
  return undefined;
}

/** The attributes with one bound or replaced. Use what it gives: for one more, a list is copied. */
export function withAttribute(attributes: Attributes, name: string, value: unknown): Attributes {
  if (attributes instanceof Map) return attributes.set(name, value);
  if (attributes.length === 0) return [name, value];
  for (let i = 0; i < attributes.length; i += 2) {
    if (attributes[i] === name) {
      attributes[i + 1] = value;
      return attributes;
    }
  }
  if (attributes.length >= 2 * LIST_MAX) return toMap(attributes).set(name, value);
  // concat sizes the new list exactly; push would leave room for sixteen more.
  return attributes.concat([name], [value] as unknown[]);
}

/** The attributes of a record, each with what `wrap` makes of its bytes. */
export function attributesFrom<Stored>(
  stored: ReadonlyMap<string, Stored>,
  wrap: (bytes: Stored) => unknown,
): Attributes {
  if (stored.size === 0) return NO_ATTRIBUTES;
  if (stored.size > LIST_MAX) {
    const map = new Map<string, unknown>();
    for (const [name, bytes] of stored) map.set(name, wrap(bytes));
    return map;
  }
  const list = new Array<unknown>(2 * stored.size);
  let at = 0;
  for (const [name, bytes] of stored) {
    list[at] = name;
    list[at + 1] = wrap(bytes);
    at += 2;
  }
  return list;
}

/** The attributes without one. Use what it gives. */
export function withoutAttribute(attributes: Attributes, name: string): Attributes {
  if (attributes instanceof Map) {
    attributes.delete(name);
    return attributes;
  }
  for (let i = 0; i < attributes.length; i += 2) {
    if (attributes[i] !== name) continue;
    return attributes.length === 2
      ? NO_ATTRIBUTES
      : [...attributes.slice(0, i), ...attributes.slice(i + 2)];
  }
  return attributes;
}

/** A snapshot of the names, in the order in which they were first bound. */
export function attributeNames(attributes: Attributes): string[] {
  if (attributes instanceof Map) return [...attributes.keys()];
  const names: string[] = [];
  for (let i = 0; i < attributes.length; i += 2) names.push(attributes[i] as string);
  return names;
}

/** Whether all values are strings, numbers and the like, which have no listener methods. */
export function hasOnlyPlainValues(attributes: Attributes): boolean {
  if (attributes instanceof Map) return false;
  for (let i = 1; i < attributes.length; i += 2) {
    if (typeof attributes[i] === 'object' || typeof attributes[i] === 'function') return false;
  }
  return true;
}

/** How many there are. */
export function countAttributes(attributes: Attributes): number {
  return attributes instanceof Map ? attributes.size : attributes.length / 2;
}

function toMap(list: readonly unknown[]): Map<string, unknown> {
  const map = new Map<string, unknown>();
  for (let i = 0; i < list.length; i += 2) map.set(list[i] as string, list[i + 1]);
  return map;
}
