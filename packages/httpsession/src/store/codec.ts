import type { Bytes } from './store.ts';

/**
 * Turns the value of one attribute into bytes and back. Called on the way into and out of a store,
 * and to see whether a value was changed in place: so the same value must always give the same bytes.
 */
export interface SessionCodec {
  /**
   * The bytes of a value, which is never undefined or null. Throws `NotEncodableError` with the name
   * of the attribute when the value, or a part of it, cannot be kept or is too large.
   */
  encode(attribute: string, value: unknown): Bytes;

  /**
   * The value that `encode` was given. Bytes from a store may be anything: throws
   * `UnreadableRecordError` for what it did not write, runs nothing, and needs time and memory in
   * proportion to the bytes.
   */
  decode(bytes: Bytes): unknown;

  /**
   * Whether a decoded value may have `sessionDidActivate` or `sessionWillPassivate`. Default false:
   * then nobody looks for them.
   */
  readonly activates?: boolean;
}
