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
  const asked = field?.startsWith('bytes=') === true ? field.slice('bytes='.length) : '';
  const dash = asked.indexOf('-');
  if (dash === -1) return undefined;
  const first = position(asked.slice(0, dash));
  const last = position(asked.slice(dash + 1));
  if (first === undefined || last === undefined) return undefined;
  return first === null ? suffix(last, size) : span(first, last ?? size - 1, size);
}

/** From one byte to another; a last one behind the end is the end. */
function span(first: number, last: number, size: number): ByteRange | 'none' | undefined {
  if (first >= size) return 'none';
  return last < first ? undefined : { first, last: Math.min(last, size - 1) };
}

/** The last bytes of a file; nobody asks for neither a first nor a last one. */
function suffix(length: number | null, size: number): ByteRange | 'none' | undefined {
  if (length === null) return undefined;
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
