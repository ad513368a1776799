import { CLAIM_BYTES } from 'httpsession';
import { bytesIn, numberIn, optionalNumberIn, type Row } from '../common/cells.ts';
import type { ClaimStatements } from '../common/claims.ts';
import { ENDS_IN } from '../common/given-up.ts';
import { byKey, recordOf } from './record-rows.ts';
import type { CheckedConnections } from './checked-connections.ts';
import type { Conversation } from './conversation.ts';
import { deleteSession } from './sessions.ts';
import { bufferOf } from './statements/attributes.ts';
import { oldLocks, oldWaiters } from './statements/old-locks.ts';
import {
  claimStatement,
  dropStatement,
  dueStatement,
  postponeStatement,
  recordsStatement,
  sizesStatement,
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

/** How MySQL is asked for expired sessions. */
export function claimStatements(connections: CheckedConnections, tables: Tables): ClaimStatements {
  return {
    claim: (limit, leaseMs) =>
      connections.ask({
        what: 'looking for expired sessions',
        work: (conversation) => claim(conversation, tables, { limit, leaseMs }),
      }),
    read: recordOf,
    forget: (key) =>
      connections.ask({
        what: 'deleting a session that cannot be read',
        work: (conversation) => deleteSession(conversation, tables, bufferOf(key)),
      }),
  };
}

/** Claims up to `limit` expired sessions, and gives the rows of each, the longest expired first. */
async function claim(
  conversation: Conversation,
  tables: Tables,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Row[][]> {
  const most = limit + SWEPT_ROWS;
  for (;;) {
    let looked = 0;
    // Without gap locks: sessions are made meanwhile.
    const groups = await conversation.transaction(async () => {
      const due = (await conversation.rows(dueStatement(tables, most))).map(toDue);
      looked = due.length;
      await dropOldLocks(conversation, tables);
      return due.length === 0 ? [] : settle(conversation, tables, { due, limit, leaseMs });
    }, 'READ COMMITTED');
    // All that it looked at were used since: there may be expired ones behind them.
    if (groups?.length === 0 && looked >= most) continue;
    return groups ?? [];
  }
}

async function settle(
  conversation: Conversation,
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
  if (former.length > 0) await conversation.change(dropStatement(tables, idsOf(former)));
  if (used.length > 0) await conversation.change(postponeStatement(tables, idsOf(used)));
  if (expired.length === 0) return [];
  const ids = await thatFit(conversation, tables, idsOf(expired));
  await conversation.change(claimStatement(tables, ids, Math.ceil(leaseMs)));
  const groups = byKey(await conversation.rows(recordsStatement(tables, ids)));
  return groups.sort((a, b) => endsIn(a) - endsIn(b));
}

/** How long ago it expired, as a negative number. What is no row of ours may stand anywhere. */
function endsIn([row]: readonly Row[]): number {
  return Number(row?.[ENDS_IN]);
}

/** The first of them, at least one, and then no more than an answer can hold. */
async function thatFit(
  conversation: Conversation,
  tables: Tables,
  ids: readonly number[],
): Promise<readonly number[]> {
  if (ids.length === 1) return ids;
  const rows = await conversation.rows(sizesStatement(tables, ids));
  const sizes = new Map(rows.map(([id, bytes]) => [numberIn(id), numberIn(bytes)]));
  let bytes = 0;
  return ids.filter((id) => {
    const fits = bytes < CLAIM_BYTES;
    bytes += sizes.get(id) ?? 0;
    return fits;
  });
}

/** In every sweep: on a busy site there is always a session that has expired. */
async function dropOldLocks(conversation: Conversation, tables: Tables): Promise<void> {
  const [locks, waiters] = [oldLocks(tables), oldWaiters(tables)];
  const names = (await conversation.rows(locks.find)).map(([name]) => bufferOf(bytesIn(name)));
  if (names.length > 0) await conversation.change(locks.drop(names));
  const tickets = (await conversation.rows(waiters.find)).map(([ticket]) => numberIn(ticket));
  if (tickets.length > 0) await conversation.change(waiters.drop(tickets));
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
