import type { Bytes } from 'httpsession';
import { indexedText } from '../../common/text-bytes.ts';

/** Three parameters for `unnest`: the keys of the names, the long names, the values. */
export function attributeArrays(
  attributes: ReadonlyMap<string, Bytes>,
): [unknown, unknown, unknown] {
  const keys: Buffer[] = [];
  const names: (Buffer | null)[] = [];
  const values: Buffer[] = [];
  for (const [name, bytes] of attributes) {
    const { key, full } = indexedText(name);
    keys.push(key);
    names.push(full);
    values.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  return [keys, names, values];
}
