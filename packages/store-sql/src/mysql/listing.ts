import type { Row } from '../common/cells.ts';
import type { ListingPages } from '../common/listing.ts';
import type { Connections } from './connections.ts';
import { IS_ALIVE, SUMMARY } from './statements/fragments.ts';
import { sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** The pages of `Listing` from MySQL. */
export function listingPages(
  connections: Pick<Connections, 'ask'>,
  { sessions }: Tables,
): ListingPages {
  const page = (where: Sql, rest: Sql): Promise<Row[]> =>
    connections.ask({
      what: 'finding sessions',
      onlyReads: true,
      work: (conversation) =>
        conversation.rows(
          sql`SELECT ${SUMMARY}, s.id FROM ${sessions} s WHERE ${where} AND ${IS_ALIVE} ${rest}`,
        ),
    });
  return {
    behind: (id, most) => page(sql`s.id > ${id}`, sql`ORDER BY s.id LIMIT ${most}`),
    ofUid: (uid) => page(sql`s.uid = ${uid}`, sql`LIMIT 1`),
    ofPrincipal: (key, { createdAt, id }, most) =>
      page(
        sql`s.principal_key = ${key}
          AND (s.created_at > ${createdAt} OR (s.created_at = ${createdAt} AND s.id > ${id}))`,
        sql`ORDER BY s.created_at, s.id LIMIT ${most}`,
      ),
  };
}
