import { Refusal } from './refusal.ts';

/**
 * Whether an object has just so many prototypes above it. Tells a Map (2) from an instance of a class that
 * extends Map (3), also for a Map of another realm, such as a `vm` context, whose Map is another class.
 */
export function isDirectInstance(value: object, chain: number): boolean {
  let prototype = Reflect.getPrototypeOf(value);
  let length = 0;
  while (prototype !== null && length <= chain) {
    length += 1;
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return length === chain;
}

/** Refuses an object with more properties than are written: dropping some in silence would be worse. */
export function requireNoOthers(value: object, properties: number): void {
  if (hasNoOthers(value, properties)) return;
  throw new Refusal('an object with properties that are symbols, not enumerable or out of place');
}

/** Whether an object has just so many properties of its own, enumerable or not, symbols included. */
export function hasNoOthers(value: object, properties: number): boolean {
  // Both together are several times quicker than Reflect.ownKeys.
  return (
    Object.getOwnPropertyNames(value).length === properties &&
    Object.getOwnPropertySymbols(value).length === 0
  );
}

/** Whether no index is missing among the first `enough`: a longer array is too large anyway. */
export function isDense(value: readonly unknown[], enough: number): boolean {
  const end = Math.min(value.length, enough);
  for (let i = 0; i < end; i += 1) {
    if (!(i in value)) return false;
  }
  return true;
}

/** The indices that an array has, as names. Refuses an array with properties beside its items. */
export function indicesOf(value: readonly unknown[]): readonly string[] {
  const names = Object.keys(value);
  requireNoOthers(value, names.length + 1);
  // Indices come first in the order of properties, so the last name tells of all.
  const last = names.at(-1);
  if (last === undefined) return names;
  const index = Number(last);
  if (String(index) === last && Number.isInteger(index) && index >= 0 && index < value.length) {
    return names;
  }
  throw new Refusal('an array with properties beside its items');
}
