import { bytesToText } from './text-bytes.ts';

const LENGTH_BYTES = 4;

/**
 * All attributes of a session from one value: for each the length of its name in four bytes, the name, the length
 * of its value, the value. One column with all of them is read much faster than a row, or an element of an
 * array, for each.
 */
export function unpackAttributes(packed: Uint8Array | undefined): Map<string, Uint8Array> {
  const attributes = new Map<string, Uint8Array>();
  if (packed === undefined) return attributes;
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  let at = 0;
  const next = (): Buffer => {
    const from = at + LENGTH_BYTES;
    if (from <= bytes.length) at = from + bytes.readUInt32BE(at);
    if (from > at || at > bytes.length) throw new RangeError('an attribute ends too early');
    return bytes.subarray(from, at);
  };
  while (at < bytes.length) {
    const name = bytesToText(next());
    attributes.set(name, new Uint8Array(next()));
  }
  return attributes;
}
