/** A part of a file: the first and the last byte, from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part that a Range field asks for. `undefined`: the whole, also for several parts and for
 * what cannot be understood; `'none'`: there is no such part (416).
 */
export function byteRange(field: string | null, size: number): ByteRange | 'none' | undefined {
  if (!field?.startsWith('bytes=')) return undefined;
  const [start, end, more] = field.slice('bytes='.length).split('-');
  if (start === undefined || end === undefined || more !== undefined) return undefined;
  const first = position(start);
  const last = position(end);
  if (first === undefined || last === undefined) return undefined;
  if (first === null) return last === null ? undefined : suffix(last, size);
  if (last !== null && last < first) return undefined;
  return first >= size ? 'none' : { first, last: Math.min(last ?? size - 1, size - 1) };
}

/** The last bytes of a file. */
function suffix(length: number, size: number): ByteRange | 'none' {
  if (length === 0 || size === 0) return 'none';
  return { first: Math.max(size - length, 0), last: size - 1 };
}

/** A number of bytes; `null` when it is left out, `undefined` when it is none. */
function position(text: string): number | null | undefined {
  if (text.length === 0) return null;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
