import type { Bytes } from 'httpsession';
import { toWire, fromWire } from './wire-text.ts';

/** Before the name of an attribute, in the names of fields. */
const ATTRIBUTE = 'a:';
const [LETTER_A, COLON, LETTER_H, LETTER_M] = [0x61, 0x3a, 0x68, 0x6d];

/** The field of an attribute. */
export function fieldOf(name: string): string {
  return ATTRIBUTE + toWire(name);
}

/** Appends fields and values, as HSET takes them. */
export function pushFields(
  args: (string | Buffer)[],
  attributes: ReadonlyMap<string, Bytes>,
): void {
  for (const [name, bytes] of attributes) args.push(fieldOf(name), toBuffer(bytes));
}

/** The same bytes as what drivers take. */
export function toBuffer(bytes: Bytes): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What HGETALL gave, sorted. */
export interface Fields {
  readonly head: Buffer | undefined;
  /** Where the session moved to, or comes from; see the states of a head. */
  readonly link: string | undefined;
  readonly attributes: Map<string, Bytes>;
}

/** Sorts what HGETALL gave. Fields that are none of ours are left out. */
export function readFields(reply: readonly Buffer[]): Fields {
  const attributes = new Map<string, Bytes>();
  let head: Buffer | undefined;
  let link: string | undefined;
  for (let at = 1; at < reply.length; at += 2) {
    const [field, value] = [reply[at - 1], reply[at]];
    if (field === undefined || value === undefined) continue;
    if (field[0] === LETTER_A && field[1] === COLON) {
      attributes.set(fromWire(field.toString('utf8', ATTRIBUTE.length)), value);
    } else if (field.length === 1 && field[0] === LETTER_H) head = value;
    else if (field.length === 1 && field[0] === LETTER_M) link = fromWire(value.toString());
  }
  return { head, link, attributes };
}
