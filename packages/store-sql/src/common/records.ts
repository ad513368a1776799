import type { SessionRecord, StoredSessionSummary } from 'httpsession';
import { bytesIn, numberIn, optionalBytesIn, optionalNumberIn, type Row } from './cells.ts';
import { bytesToKey } from './key-bytes.ts';
import { unpackAttributes } from './packed-attributes.ts';
import { bytesToText } from './text-bytes.ts';

/**
 * A session as a statement selects it: key, uid, created at, last accessed at, milliseconds until it expires
 * by the clock of the server, principal. The deadline is given by the clock of this process, as all instants of
 * the contract are. Throws when the row is none of ours.
 */
export function toSummary(row: Row): StoredSessionSummary {
  const [key, uid, createdAt, lastAccessedAt, endsIn, principal] = row;
  const owner = optionalBytesIn(principal);
  const remaining = optionalNumberIn(endsIn);
  return {
    key: bytesToKey(bytesIn(key)),
    uid: bytesToText(bytesIn(uid)),
    createdAt: numberIn(createdAt),
    lastAccessedAt: numberIn(lastAccessedAt),
    expiresAt: remaining === undefined ? undefined : Date.now() + remaining,
    ...(owner === undefined ? {} : { principal: bytesToText(owner) }),
  };
}

/** The same with version, idle time, sealed id and packed attributes behind. */
export function toRecord(row: Row): SessionRecord {
  const [version, maxInactiveMs, sealedId, attributes] = row.slice(6);
  const sealed = optionalBytesIn(sealedId);
  return {
    ...toSummary(row),
    version: numberIn(version),
    maxInactiveMs: numberIn(maxInactiveMs),
    attributes: unpackAttributes(optionalBytesIn(attributes)),
    ...(sealed === undefined ? {} : { sealedId: new Uint8Array(sealed) }),
  };
}
