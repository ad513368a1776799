import { binaryFromBase64 } from './binary-values.ts';
import { badTag, expectTag, isCount, toList } from './tag-checks.ts';

/** Whether a tag stands for a value that is no object and so has no number. */
export function isPrimitiveTag(tag: string): boolean {
  return tag === '$undefined' || tag === '$number' || tag === '$bigint';
}

/** The primitive of such a tag. Throws `UnreadableRecordError`. */
export function readPrimitive(tag: string, payload: unknown): unknown {
  if (tag === '$number') return specialNumber(payload);
  if (tag === '$bigint') return bigintFromHex(payload);
  if (payload !== 0) throw badTag(tag);
  return undefined;
}

/** An object without other values in it. Throws `UnreadableRecordError`, also for an unknown tag. */
export function readLeaf(tag: string, payload: unknown): object {
  if (tag === '$date') return dateFromMs(payload);
  if (tag === '$regexp') return regExpFrom(toList(tag, payload, 3));
  const isText = typeof payload === 'string';
  const value = isText ? binaryFromBase64(tag.slice(1), payload) : undefined;
  if (value === undefined) throw badTag(tag);
  return value;
}

function specialNumber(payload: unknown): number {
  if (payload === '-0') return -0;
  if (payload === 'NaN') return NaN;
  if (payload === 'Infinity') return Infinity;
  return expectTag(payload === '-Infinity', '$number', -Infinity);
}

function bigintFromHex(payload: unknown): bigint {
  if (typeof payload !== 'string') throw badTag('$bigint');
  const isNegative = payload.startsWith('-');
  try {
    // Hexadecimal takes time in proportion to its length, which decimal does not.
    const size = BigInt(`0x${isNegative ? payload.slice(1) : payload}`);
    const value = isNegative ? -size : size;
    return expectTag(value.toString(16) === payload, '$bigint', value);
  } catch (cause) {
    throw badTag('$bigint', cause);
  }
}

function dateFromMs(payload: unknown): Date {
  if (payload === null) return new Date(NaN);
  const date = new Date(typeof payload === 'number' ? payload : NaN);
  return expectTag(date.getTime() === payload, '$date', date);
}

function regExpFrom([source, flags, lastIndex]: readonly unknown[]): RegExp {
  if (typeof source !== 'string' || typeof flags !== 'string' || !isCount(lastIndex)) {
    throw badTag('$regexp');
  }
  try {
    const expression = new RegExp(source, flags);
    expression.lastIndex = lastIndex;
    const isSame = expression.source === source && expression.flags === flags;
    return expectTag(isSame, '$regexp', expression);
  } catch (cause) {
    throw badTag('$regexp', cause);
  }
}
