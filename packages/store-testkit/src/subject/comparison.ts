import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Bytes, SessionRecord, StoredSessionSummary } from 'httpsession';

/**
 * How far a deadline may be from what was said, in milliseconds, when the store keeps time by a clock of its own:
 * such a store is sent what is left, so that the way there and back adds to it. Either clock counts whole
 * milliseconds, so it may also be a little less.
 */
const DEADLINE_SLACK = { before: 5, after: 2000 };

/** How two deadlines are compared. */
export type Precision = 'exact' | 'by two clocks';

/** Fails unless the deadline is the expected one. */
export function assertDeadline(
  actual: number | undefined,
  expected: number | undefined,
  precision: Precision,
): void {
  assert.equal(sameDeadline(actual, expected, precision), expected, 'expiresAt');
}

/** Fails unless the two records are the same, whatever kinds of maps and arrays they have. */
export function assertRecord(actual: unknown, expected: SessionRecord, precision: Precision): void {
  assert.ok(isRecord(actual), `a record is expected, but here is ${String(actual)}`);
  const { expiresAt } = expected;
  assert.deepEqual(
    readable({ ...actual, expiresAt: sameDeadline(actual.expiresAt, expiresAt, precision) }),
    readable({ ...expected, expiresAt }),
  );
}

/** Fails unless the summary is that of the record. */
export function assertSummary(
  actual: StoredSessionSummary | undefined,
  expected: SessionRecord,
  precision: Precision,
): void {
  const { key, uid, createdAt, lastAccessedAt, expiresAt, principal } = expected;
  assert.deepEqual(
    actual && { ...actual, expiresAt: sameDeadline(actual.expiresAt, expiresAt, precision) },
    {
      key,
      uid,
      createdAt,
      lastAccessedAt,
      expiresAt,
      ...(principal === undefined ? {} : { principal }),
    },
  );
}

function isRecord(value: unknown): value is SessionRecord {
  return typeof value === 'object' && value !== null && 'attributes' in value;
}

/** The expected deadline if the actual one is as good; else the actual one. */
function sameDeadline(
  actual: number | undefined,
  expected: number | undefined,
  precision: Precision,
): number | undefined {
  if (actual === undefined || expected === undefined || precision === 'exact') return actual;
  const late = actual - expected;
  return late >= -DEADLINE_SLACK.before && late <= DEADLINE_SLACK.after ? expected : actual;
}

/** A record with its bytes in a form that reads well in a message. */
function readable(record: SessionRecord): object {
  const attributes = [...record.attributes].map(([name, bytes]) => [name, readableBytes(bytes)]);
  return {
    ...record,
    attributes: attributes.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    ...('sealedId' in record ? { sealedId: readableBytes(record.sealedId) } : {}),
  };
}

function readableBytes(bytes: Bytes | undefined): string {
  assert.ok(bytes instanceof Uint8Array, 'bytes are to be a Uint8Array');
  const { length } = bytes;
  if (length <= 64) return Buffer.from(bytes).toString('latin1');
  return `${length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`;
}
