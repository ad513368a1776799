import { types } from 'node:util';
import { binaryKind, binaryLength, binaryToBase64 } from './binary-values.ts';
import { quote } from './json-text.ts';
import { isDirectInstance, requireNoOthers } from './object-shape.ts';
import { Refusal, ValueTooLarge } from './refusal.ts';

/** An object without other values in it, in JSON with its tag; undefined for all other objects. */
export function writeLeaf(value: object, maxLength: number): string | undefined {
  if (types.isDate(value)) return isDirectInstance(value, 2) ? writeDate(value) : undefined;
  if (types.isRegExp(value)) {
    return isDirectInstance(value, 2) ? writeRegExp(value, maxLength) : undefined;
  }
  const kind = binaryKind(value);
  if (kind === undefined) return undefined;
  if (binaryLength(value) > maxLength) throw new ValueTooLarge();
  return `{"$${kind}":"${binaryToBase64(value)}"}`;
}

function writeDate(value: Date): string {
  requireNoOthers(value, 0);
  const ms = Date.prototype.getTime.call(value);
  return `{"$date":${Number.isNaN(ms) ? 'null' : String(ms)}}`;
}

function writeRegExp(value: RegExp, maxLength: number): string {
  // Its lastIndex is a property, and anything can be put there.
  requireNoOthers(value, 1);
  const { source, flags, lastIndex } = value;
  if (!Number.isSafeInteger(lastIndex) || lastIndex < 0 || Object.is(lastIndex, -0)) {
    throw new Refusal('a regular expression whose lastIndex is no index');
  }
  if (source.length > maxLength) throw new ValueTooLarge();
  return `{"$regexp":[${quote(source)},"${flags}",${lastIndex}]}`;
}
