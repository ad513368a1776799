import { bytesIn, numberIn, optionalNumberIn, type Row } from '../common/cells.ts';
import { byKey } from './record-rows.ts';
import type { Session } from './session.ts';
import { bufferOf } from './statements/attributes.ts';
import { oldLocks, oldWaiters } from './statements/old-locks.ts';
import {
  claimStatement,
  dropStatement,
  dueStatement,
  postponeStatement,
  recordsStatement,
} from './statements/take-expired.ts';
import type { Tables } from './tables.ts';

/** How many rows are looked at once, beside those that may be claimed. */
const SWEPT_ROWS = 1000;

/** A row whose `sweep_at` has come. */
interface Due {
  readonly id: number;
  readonly isFormer: boolean;
  readonly dueAt: number | undefined;
  readonly isDue: boolean;
}

/** Claims up to `limit` expired sessions, and gives the rows of each. */
export async function takeExpired(
  session: Session,
  tables: Tables,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Row[][]> {
  const most = limit + SWEPT_ROWS;
  for (;;) {
    let looked = 0;
    // Without gap locks: sessions are made meanwhile.
    const groups = await session.transaction(async () => {
      const due = (await session.rows(dueStatement(tables, most))).map(toDue);
      looked = due.length;
      await dropOldLocks(session, tables);
      return due.length === 0 ? [] : settle(session, tables, { due, limit, leaseMs });
    }, 'READ COMMITTED');
    // All that it looked at were used since: there may be expired ones behind them.
    if (groups?.length === 0 && looked >= most) continue;
    return groups ?? [];
  }
}

async function settle(
  session: Session,
  tables: Tables,
  { due, limit, leaseMs }: { due: readonly Due[]; limit: number; leaseMs: number },
): Promise<Row[][]> {
  const sessions = due.filter(({ isFormer }) => !isFormer);
  const expired = sessions
    .filter(({ isDue }) => isDue)
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .slice(0, limit);
  const former = due.filter(({ isFormer }) => isFormer);
  const used = sessions.filter(({ isDue }) => !isDue);
  if (former.length > 0) await session.change(dropStatement(tables, idsOf(former)));
  if (used.length > 0) await session.change(postponeStatement(tables, idsOf(used)));
  if (expired.length === 0) return [];
  const ids = idsOf(expired);
  await session.change(claimStatement(tables, ids, Math.ceil(leaseMs)));
  return byKey(await session.rows(recordsStatement(tables, ids)));
}

/** In every sweep: on a busy site there is always a session that has expired. */
async function dropOldLocks(session: Session, tables: Tables): Promise<void> {
  const [locks, waiters] = [oldLocks(tables), oldWaiters(tables)];
  const names = (await session.rows(locks.find)).map(([name]) => bufferOf(bytesIn(name)));
  if (names.length > 0) await session.change(locks.drop(names));
  const tickets = (await session.rows(waiters.find)).map(([ticket]) => numberIn(ticket));
  if (tickets.length > 0) await session.change(waiters.drop(tickets));
}

function idsOf(due: readonly Due[]): number[] {
  return due.map(({ id }) => id);
}

function toDue([id, isFormer, dueAt, isDue]: Row): Due {
  return {
    id: numberIn(id),
    isFormer: numberIn(isFormer) === 1,
    dueAt: optionalNumberIn(dueAt),
    isDue: optionalNumberIn(isDue) === 1,
  };
}
