/** One row of an answer, as the driver gives it. */
export type Row = readonly unknown[];

/** A whole number, however the driver is set to give large ones. Throws when it is none, or not exact. */
export function numberIn(cell: unknown): number {
  const number = typeof cell === 'string' || typeof cell === 'bigint' ? Number(cell) : cell;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new Error('a column that should have a whole number has none');
}

/** The same, with undefined for null. */
export function optionalNumberIn(cell: unknown): number | undefined {
  return cell === null ? undefined : numberIn(cell);
}

/** The bytes of a binary column. Throws when it has none. */
export function bytesIn(cell: unknown): Uint8Array {
  if (cell instanceof Uint8Array) return cell;
  throw new Error('a column that should have bytes has none');
}

/** The same, with undefined for null. */
export function optionalBytesIn(cell: unknown): Uint8Array | undefined {
  return cell === null ? undefined : bytesIn(cell);
}

/** A time as an integer column takes it, in milliseconds. */
export function wholeMs(ms: number): number {
  return Math.ceil(ms);
}
