/**
 * Whether a value is an object as `{ }` makes it: nothing is inherited but what all objects have. Also
 * those of another realm, as test runners and `node:vm` have them.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null)
  );
}
