import type { SessionRecord } from 'httpsession';
import { wholeMs } from '../../common/cells.ts';
import { indexedText, textToBytes } from '../../common/text-bytes.ts';
import type { Tables } from '../tables.ts';
import { attributeArrays } from './attribute-arrays.ts';
import { NOW } from './fragments.ts';
import { statement, type Statement } from './statement.ts';

/** Adds a record: one row when the key was free, also of former keys, as those are rows of the same table. */
export function createStatement({ sessions, attributes }: Tables): Statement {
  return statement(
    'create',
    `WITH added AS (
      INSERT INTO ${sessions} (key, uid, sealed_id, version, created_at, last_accessed_at,
        max_inactive_ms, expires_at, sweep_at, principal_key, principal)
      SELECT $1::bytea, $2::bytea, $3::bytea, $4::bigint, $5::bigint, $6::bigint,
        $7::bigint, d.ends, d.ends, $9::bytea, $10::bytea
      FROM (SELECT ${NOW} + $8::bigint AS ends) d
      ON CONFLICT (key) DO NOTHING RETURNING id
    ), written AS (
      INSERT INTO ${attributes} (session_id, name_key, name, value)
      SELECT added.id, n.name_key, n.name, n.value
      FROM added, unnest($11::bytea[], $12::bytea[], $13::bytea[]) AS n(name_key, name, value)
    )
    SELECT id FROM added`,
  );
}

/** What it takes. Instants are sent as the time from now on: clocks differ. */
export function createValues(key: Buffer, record: SessionRecord): unknown[] {
  const { sealedId, expiresAt } = record;
  return [
    key,
    textToBytes(record.uid),
    sealedId === undefined ? null : Buffer.from(sealedId),
    record.version,
    wholeMs(record.createdAt),
    wholeMs(record.lastAccessedAt),
    record.maxInactiveMs,
    expiresAt === undefined ? null : wholeMs(expiresAt - Date.now()),
    ...principalValues(record.principal),
    ...attributeArrays(record.attributes),
  ];
}

/** The two columns of a principal; null and null for nobody. */
export function principalValues(principal: string | undefined): [Buffer | null, Buffer | null] {
  if (principal === undefined) return [null, null];
  const { key, full } = indexedText(principal);
  return [key, full];
}
