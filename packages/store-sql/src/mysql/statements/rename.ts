import { FORMER_KEY_MS } from 'httpsession';
import { sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { fromNow, IS_ALIVE } from './fragments.ts';

/** Gives a session another key. Its id is then what the answer has for the last one inserted. */
export function moveStatement(
  { sessions }: Tables,
  { from, to, sealedId }: { from: Buffer; to: Buffer; sealedId: Buffer | null },
): Sql {
  return sql`UPDATE ${sessions} s SET s.\`key\` = ${to}, s.sealed_id = ${sealedId},
      s.version = s.version + 0 * LAST_INSERT_ID(s.id)
    WHERE s.\`key\` = ${from} AND ${IS_ALIVE}`;
}

/** Remembers the key that the session had. */
export function formerStatement({ sessions }: Tables, id: number | Sql, key: Buffer): Sql {
  return sql`INSERT INTO ${sessions} (renamed_to, sweep_at, \`key\`)
    VALUES (${id}, ${fromNow(FORMER_KEY_MS)}, ${key})`;
}
