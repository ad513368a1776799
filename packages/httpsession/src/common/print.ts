import { inspect } from 'node:util';

/**
 * Makes `util.inspect`, and so `console.log`, print objects of a class as a fixed text: what hangs on
 * them holds ids, which must not get into logs with a request that is printed.
 */
export function printAs(prototype: object, text: string): void {
  Object.defineProperty(prototype, inspect.custom, { value: () => text });
}
