import type { Operation } from './script.ts';

const READING = new Set([
  'same',
  'requested',
  'valid',
  'fromCookie',
  'fromUrl',
  'encode',
  'encodeRedirect',
  'committed',
  'id',
  'isNew',
  'created',
  'accessed',
  'interval',
  'context',
  'names',
  'all',
  'attribute',
  'is',
]);

/** Whether an operation leaves everything as it is. */
export function isReading(operation: Operation): boolean {
  return READING.has(operation[0]) || (operation[0] === 'get' && operation[2] === 'false');
}
