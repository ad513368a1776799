import type { Bytes, SessionRecord, StoredSessionSummary } from 'httpsession';
import { ByteReader, ByteWriter } from './bytes.ts';

/** The first byte of every head: another form gets another number. */
const HEAD_FORMAT = 1;

const CLAIMED = 1;
export const SEALED = 2;
export const PRINCIPAL = 4;

/** The end of the lease and the instant of the index. */
const WRITERS_ONLY = 16;
/** So far go the format, the flags, the version and the deadline. */
const LEAST = 18;

/** A value that is kept in an entry of its own. */
export interface Blob {
  readonly id: number;
  readonly size: number;
}

/** An attribute in a head: its bytes, or where they are. */
export type StoredValue = Bytes | Blob;

/** A session as its entry has it. Instants are epoch milliseconds; `Infinity` is never. */
export interface Head {
  key: string;
  readonly uid: string;
  version: number;
  readonly createdAt: number;
  lastAccessedAt: number;
  maxInactiveMs: number;
  expiresAt: number;
  /** Somebody ends it, until the lease does. */
  isClaimed: boolean;
  leaseEnd: number;
  /** The instant under which the index of deadlines has it: never later than what is due. */
  indexedAt: number;
  sealedId: Bytes | undefined;
  principal: string | undefined;
  attributes: Map<string, StoredValue>;
}

const writer = new ByteWriter();

/** The bytes of a head. */
export function encodeHead(head: Head): Buffer {
  const { sealedId, principal } = head;
  const flags =
    (head.isClaimed ? CLAIMED : 0) +
    (sealedId === undefined ? 0 : SEALED) +
    (principal === undefined ? 0 : PRINCIPAL);
  writer.start().byte(HEAD_FORMAT).byte(flags);
  writer.number(head.version).number(head.expiresAt).number(head.leaseEnd).number(head.indexedAt);
  writer.number(head.createdAt).number(head.lastAccessedAt).number(head.maxInactiveMs);
  writer.text(head.key).text(head.uid);
  if (sealedId !== undefined) writer.bytes(sealedId);
  if (principal !== undefined) writer.text(principal);
  writer.count(head.attributes.size);
  for (const [name, value] of head.attributes) {
    writer.text(name);
    if (value instanceof Uint8Array) writer.byte(0).bytes(value);
    else writer.byte(1).number(value.id).number(value.size);
  }
  return writer.end();
}

/** A head from bytes that are its own from now on. Throws when they are none. */
export function decodeHead(bytes: Buffer): Head {
  const reader = new ByteReader(bytes);
  checkFormat(reader.byte());
  const flags = reader.byte();
  return {
    version: reader.number(),
    expiresAt: reader.number(),
    leaseEnd: reader.number(),
    indexedAt: reader.number(),
    createdAt: reader.number(),
    lastAccessedAt: reader.number(),
    maxInactiveMs: reader.number(),
    key: reader.text(),
    uid: reader.text(),
    isClaimed: (flags & CLAIMED) !== 0,
    sealedId: (flags & SEALED) === 0 ? undefined : reader.bytes(),
    principal: (flags & PRINCIPAL) === 0 ? undefined : reader.text(),
    attributes: decodeAttributes(reader),
  };
}

/**
 * The record in the bytes of a head, which are its own from now on; `read` gets the values that have entries of their own.
 * What only writes need is passed over. Throws when they are no head.
 */
export function decodeRecord(bytes: Buffer, read: (blob: Blob) => Bytes): SessionRecord {
  const reader = new ByteReader(bytes);
  checkFormat(reader.byte());
  const flags = reader.byte();
  const version = reader.number();
  const expiresAt = reader.number();
  reader.pass(WRITERS_ONLY);
  const createdAt = reader.number();
  const lastAccessedAt = reader.number();
  const maxInactiveMs = reader.number();
  const key = reader.text();
  const uid = reader.text();
  const sealedId = (flags & SEALED) === 0 ? undefined : reader.bytes();
  const principal = (flags & PRINCIPAL) === 0 ? undefined : reader.text();
  return recordOf(
    { key, uid, version, createdAt, lastAccessedAt, maxInactiveMs, expiresAt, sealedId, principal },
    readAll(decodeAttributes(reader), read),
  );
}

function decodeAttributes(reader: ByteReader): Map<string, StoredValue> {
  const attributes = new Map<string, StoredValue>();
  for (let left = reader.count(); left > 0; left -= 1) {
    const name = reader.text();
    const isInline = reader.byte() === 0;
    attributes.set(
      name,
      isInline ? reader.bytes() : { id: reader.number(), size: reader.number() },
    );
  }
  if (!reader.isAtEnd) throw new RangeError('The entry is too long');
  return attributes;
}

export function checkFormat(format: number): void {
  if (format !== HEAD_FORMAT) throw new RangeError('The entry has another format');
}

/** The version in the bytes of a head, for who needs no more. */
export function versionIn(bytes: Buffer): number {
  return bytes.readDoubleLE(2);
}

/** Whether bytes are those of a head that is to be seen at an instant. Throws when they are none. */
export function isAliveIn(bytes: Buffer, now: number): boolean {
  // Behind its length a buffer of lmdb has bytes of other entries.
  if (bytes.length < LEAST) throw new RangeError('The entry is too short');
  checkFormat(bytes.readUInt8(0));
  return (bytes.readUInt8(1) & CLAIMED) === 0 && now < bytes.readDoubleLE(10);
}

export function isAlive(head: Head, now: number): boolean {
  return !head.isClaimed && now < head.expiresAt;
}

/** When somebody has to look after it: it expires or, claimed, its lease ends. */
export function dueAt(head: Head): number {
  return head.isClaimed ? head.leaseEnd : head.expiresAt;
}

export function toSummary(head: Head): StoredSessionSummary {
  const { key, uid, createdAt, lastAccessedAt, expiresAt, principal } = head;
  return {
    key,
    uid,
    createdAt,
    lastAccessedAt,
    expiresAt: expiresAt === Infinity ? undefined : expiresAt,
    ...(principal === undefined ? {} : { principal }),
  };
}

/** A record while it is put together. */
type UnfinishedRecord = { -readonly [Part in keyof SessionRecord]: SessionRecord[Part] };

/** The record of a head. `read` gets the values that have entries of their own. */
export function toRecord(head: Head, read: (blob: Blob) => Bytes): SessionRecord {
  return recordOf(head, readAll(head.attributes, read));
}

function readAll(
  attributes: Map<string, StoredValue>,
  read: (blob: Blob) => Bytes,
): Map<string, Bytes> {
  for (const [name, value] of attributes) {
    if (!(value instanceof Uint8Array)) attributes.set(name, read(value));
  }
  return attributes as Map<string, Bytes>;
}

/** What of a head stands in its record as it is. */
type RecordParts = Omit<Head, 'attributes' | 'isClaimed' | 'leaseEnd' | 'indexedAt'>;

function recordOf(head: RecordParts, attributes: Map<string, Bytes>): SessionRecord {
  const record: UnfinishedRecord = {
    key: head.key,
    uid: head.uid,
    version: head.version,
    createdAt: head.createdAt,
    lastAccessedAt: head.lastAccessedAt,
    maxInactiveMs: head.maxInactiveMs,
    expiresAt: head.expiresAt === Infinity ? undefined : head.expiresAt,
    attributes,
  };
  if (head.principal !== undefined) record.principal = head.principal;
  if (head.sealedId !== undefined) record.sealedId = head.sealedId;
  return record;
}
