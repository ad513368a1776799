import { IllegalArgumentException } from 'httpsession';

/**
 * The part of something of `size` elements that begins at `offset` and has `length` of them; all of it, or all
 * behind `offset`, when these are left out.
 * @throws IllegalArgumentException when it is not inside
 */
export function rangeOf(
  size: number,
  offset = 0,
  length: number = size - offset,
): { start: number; end: number } {
  const end = offset + length;
  if (!Number.isInteger(offset) || !Number.isInteger(length)) throw outside(size);
  if (offset < 0 || length < 0 || end > size) throw outside(size);
  return { start: offset, end };
}

function outside(size: number): IllegalArgumentException {
  return new IllegalArgumentException(
    `The part to write must lie inside of what is written, which has ${size} elements`,
  );
}
