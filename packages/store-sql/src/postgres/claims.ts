import { numberIn, type Row } from '../common/cells.ts';
import type { ClaimStatements } from '../common/claims.ts';
import { toRecord } from '../common/records.ts';
import type { Call } from './connections.ts';
import type { Statements } from './statements/index.ts';

/** How many rows one statement looks at, beside those that it may claim. */
const SWEPT_ROWS = 1000;

/** The column in which the last row says how many it looked at. */
const LOOKED = 10;

/** How PostgreSQL is asked for expired sessions. */
export function claimStatements(
  ask: (call: Call) => Promise<Row[]>,
  statements: Pick<Statements, 'takeExpired' | 'delete'>,
): ClaimStatements {
  return {
    async claim(limit, leaseMs) {
      const most = limit + SWEPT_ROWS;
      for (;;) {
        const rows = await ask({
          what: 'looking for expired sessions',
          statement: statements.takeExpired,
          values: () => [most, limit, Math.ceil(leaseMs)],
        });
        const looked = numberIn(rows.pop()?.[LOOKED]);
        // All that it looked at were used since: there may be expired ones behind them.
        if (rows.length > 0 || looked < most) return rows.map((row) => [row]);
      }
    },
    read: ([row = []]) => toRecord(row),
    forget: (key) =>
      ask({
        what: 'deleting a session that cannot be read',
        statement: statements.delete,
        values: () => [key],
      }),
  };
}
