import { FORMER_KEY_MS } from 'httpsession';
import type { Tables } from '../tables.ts';
import { IS_ALIVE, NOW } from './fragments.ts';
import { sendNotice, type NoticeChannel } from './notice.ts';
import { statement, type Statement } from './statement.ts';

/**
 * Moves the record of the key $1 to the key $2, with the sealed id $3, and leaves a row of its former key: one
 * row when it did. An error of the unique index when the new key was taken at the same moment.
 */
export function renameStatement({ sessions }: Tables, notices?: NoticeChannel): Statement {
  return statement(
    'rename',
    `WITH moved AS (
      UPDATE ${sessions} s SET key = $2::bytea, sealed_id = $3::bytea
      WHERE s.key = $1::bytea AND ${IS_ALIVE}
        AND NOT EXISTS (SELECT FROM ${sessions} o WHERE o.key = $2::bytea)
      RETURNING s.id
    ), former AS (
      INSERT INTO ${sessions} (key, renamed_to, sweep_at)
      SELECT $1::bytea, moved.id, ${NOW} + ${String(FORMER_KEY_MS)} FROM moved RETURNING key
    )
    SELECT (SELECT count(*) FROM former)${sendNotice(notices, 'gone', 'former')}`,
  );
}
