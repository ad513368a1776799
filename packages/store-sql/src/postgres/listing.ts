import type { Row } from '../common/cells.ts';
import type { ListingPages } from '../common/listing.ts';
import type { Call } from './connections.ts';
import type { Statements } from './statements/index.ts';

/** The pages of `Listing` from PostgreSQL. */
export function listingPages(
  ask: (call: Call) => Promise<Row[]>,
  statements: Pick<Statements, 'list' | 'findByUid' | 'findByPrincipal'>,
): ListingPages {
  const page = (which: keyof typeof statements, ...values: unknown[]): Promise<Row[]> =>
    ask({
      what: 'finding sessions',
      statement: statements[which],
      values: () => values,
      onlyReads: true,
    });
  return {
    behind: (id, most) => page('list', id, most),
    ofUid: (uid) => page('findByUid', uid),
    ofPrincipal: (key, { createdAt, id }, most) =>
      page('findByPrincipal', key, createdAt, id, most),
  };
}
