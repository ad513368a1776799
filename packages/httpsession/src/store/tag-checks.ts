import { UnreadableRecordError } from '../common/errors.ts';
import { quote } from '../common/quote.ts';

/** The value, if what it was read from is as the encoder writes it. */
export function expectTag<T>(isRight: boolean, tag: string, value: T): T {
  if (!isRight) throw badTag(tag);
  return value;
}

/** The error for a tag that the encoder does not write, or not like that. */
export function badTag(tag: string, cause?: unknown): UnreadableRecordError {
  const why = `its tag ${quote(tag)} is unknown or has the wrong contents`;
  return new UnreadableRecordError(why, cause === undefined ? {} : { cause });
}

/** The contents of a tag that has a list in it, of that length if one is given. */
export function toList(tag: string, payload: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(payload)) throw badTag(tag);
  return expectTag(length === undefined || payload.length === length, tag, payload);
}

/** The contents of a tag that has named fields in it. */
export function toFields(tag: string, payload: unknown): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) throw badTag(tag);
  return payload as Record<string, unknown>;
}

/** Whether a value can be an index or a length. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
