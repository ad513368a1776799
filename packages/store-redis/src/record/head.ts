import type { SessionRecord } from 'httpsession';
import { fromWire, toWire } from './wire-text.ts';

/**
 * The field of a record that has all but the attributes. Little endian, without gaps; in Lua it is
 * `struct.unpack('<BBddddddI4I4I4I4', head)`, see scripts/parts.ts:
 *
 *     0  byte    format, 1
 *     1  byte    state, see RecordState
 *     2  double  version
 *    10  double  createdAt
 *    18  double  lastAccessedAt
 *    26  double  maxInactiveMs
 *    34  double  deadline by the clock of the server; infinity: never
 *    42  double  deadline as the index knows it: never later than the true one
 *    50  uint32  length of the uid
 *    54  uint32  length of the key
 *    58  uint32  length of the principal and one; 0: there is none
 *    62  uint32  length of the sealed id and one; 0: there is none
 *    66  uid, key, principal, sealed id
 */
const FORMAT = 1;
export const FIXED_BYTES = 66;

/** What a record in the server stands for. */
export const RecordState = {
  /** A session, until its deadline. */
  stored: 0,
  /** It expired and was given out by `takeExpired`. */
  claimed: 1,
  /** It has left for another partition, and its data is still on the way. */
  moved: 2,
  /** No session yet: a place kept for one that comes from another partition. */
  reserved: 3,
} as const;

/** A head that was read. */
export interface Head {
  readonly state: number;
  /** By the clock of the server. */
  readonly deadline: number;
  readonly record: HeadRecord;
}

type InHead = Omit<SessionRecord, 'expiresAt' | 'attributes'>;

/** All of a record that is in its head, while it is put together. */
type HeadRecord = { -readonly [Part in keyof InHead]: InHead[Part] };

/** The head of a new record. Its deadlines are left for the script, as only the server knows its clock. */
export function encodeHead(record: InHead): Buffer {
  const { sealedId } = record;
  const parts = [record.uid, record.key, record.principal ?? ''].map((text) =>
    Buffer.from(toWire(text)),
  );
  const [uid, key, principal] = parts as [Buffer, Buffer, Buffer];
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.writeUInt8(FORMAT, 0);
  fixed.writeUInt8(RecordState.stored, 1);
  fixed.writeDoubleLE(record.version, 2);
  fixed.writeDoubleLE(record.createdAt, 10);
  fixed.writeDoubleLE(record.lastAccessedAt, 18);
  fixed.writeDoubleLE(record.maxInactiveMs, 26);
  fixed.writeUInt32LE(uid.length, 50);
  fixed.writeUInt32LE(key.length, 54);
  fixed.writeUInt32LE(record.principal === undefined ? 0 : principal.length + 1, 58);
  fixed.writeUInt32LE(sealedId === undefined ? 0 : sealedId.length + 1, 62);
  return Buffer.concat([fixed, ...parts, ...(sealedId === undefined ? [] : [sealedId])]);
}

/** Reads a head. Undefined: it is none, or one of another format. */
export function decodeHead(head: Buffer): Head | undefined {
  if (head.length < FIXED_BYTES || head[0] !== FORMAT) return undefined;
  const keyAt = FIXED_BYTES + head.readUInt32LE(50);
  const principalAt = keyAt + head.readUInt32LE(54);
  const principalLength = head.readUInt32LE(58);
  const sealedAt = principalAt + Math.max(principalLength - 1, 0);
  const sealedLength = head.readUInt32LE(62);
  const end = sealedAt + Math.max(sealedLength - 1, 0);
  if (end !== head.length) return undefined;
  const record: HeadRecord = {
    key: fromWire(head.toString('utf8', keyAt, principalAt)),
    uid: fromWire(head.toString('utf8', FIXED_BYTES, keyAt)),
    version: head.readDoubleLE(2),
    createdAt: head.readDoubleLE(10),
    lastAccessedAt: head.readDoubleLE(18),
    maxInactiveMs: head.readDoubleLE(26),
  };
  if (principalLength > 0)
    record.principal = fromWire(head.toString('utf8', principalAt, sealedAt));
  if (sealedLength > 0) record.sealedId = head.subarray(sealedAt, end);
  return { state: head.readUInt8(1), deadline: head.readDoubleLE(34), record };
}
