/**
 * Whether two values are the same down to what comparisons usually forgive: -0, holes, invalid dates, prototypes, the
 * order of keys and entries, the class of a view, and which objects are one and the same.
 */
export function isSameValue(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, pairs: Map<object, object>): boolean {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const known = pairs.get(a);
  if (known !== undefined) return known === b;
  // An object met for the first time on one side is not one met before on the other.
  if ([...pairs.values()].includes(b)) return false;
  pairs.set(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [keysA, keysB] = [Reflect.ownKeys(a), Reflect.ownKeys(b)];
  if (keysA.length !== keysB.length || keysA.some((key, at) => key !== keysB[at])) return false;
  const [partsA, partsB] = [insideOf(a), insideOf(b)];
  if (partsA.length !== partsB.length) return false;
  return (
    partsA.every((part, at) => compare(part, partsB[at], pairs)) &&
    keysA.every((key) => compare(Reflect.get(a, key), Reflect.get(b, key), pairs))
  );
}

/** What an object holds beside its properties. */
function insideOf(value: object): readonly unknown[] {
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat();
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (value instanceof RegExp) return [value.source, value.flags];
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (value instanceof DataView) {
    return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  }
  return [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
