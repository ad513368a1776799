import type { Tables } from '../tables.ts';
import { idOfKey } from './fragments.ts';
import { sendNotice, type NoticeChannel } from './notice.ts';
import { statement, type Statement } from './statement.ts';

/** Removes the session that has the key $1 or had it a moment ago; the count of what was removed. */
export function deleteStatement(tables: Tables, notices?: NoticeChannel): Statement {
  return statement(
    'delete',
    `WITH gone AS (
      DELETE FROM ${tables.sessions} s WHERE s.id = ${idOfKey(tables)} RETURNING s.key
    )
    SELECT (SELECT count(*) FROM gone)${sendNotice(notices, 'gone', 'gone')}`,
  );
}
