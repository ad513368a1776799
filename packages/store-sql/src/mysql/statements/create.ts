import type { SessionRecord } from 'httpsession';
import { wholeMs } from '../../common/cells.ts';
import { indexedText, textToBytes } from '../../common/text-bytes.ts';
import { sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { bufferOf } from './attributes.ts';
import { fromNow, NOW } from './fragments.ts';

/** Makes the row of a session, without its attributes. Fails when the key is taken. */
export function createStatement({ sessions }: Tables, key: Buffer, record: SessionRecord): Sql {
  const { expiresAt, principal, sealedId } = record;
  const ends = fromNow(expiresAt === undefined ? null : wholeMs(expiresAt - Date.now()));
  const owner = principal === undefined ? { key: null, full: null } : indexedText(principal);
  return sql`INSERT INTO ${sessions} (version, created_at, last_accessed_at, max_inactive_ms,
      expires_at, sweep_at, \`key\`, uid, sealed_id, principal_key, principal)
    VALUES (${record.version}, ${wholeMs(record.createdAt)}, ${wholeMs(record.lastAccessedAt)},
      ${record.maxInactiveMs}, ${ends}, ${ends}, ${key}, ${textToBytes(record.uid)},
      ${sealedId === undefined ? null : bufferOf(sealedId)}, ${owner.key}, ${owner.full})`;
}

/** Drops a former key whose time is over: a new session may have it. */
export function dropFormerStatement({ sessions }: Tables, key: Buffer): Sql {
  return sql`DELETE FROM ${sessions}
    WHERE \`key\` = ${key} AND renamed_to IS NOT NULL AND sweep_at <= ${NOW}`;
}
