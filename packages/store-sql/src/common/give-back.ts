import type { LockAnswer, LockTable } from './lock-queue.ts';

/** Gives back what somebody got who does not wait for it any more: a lock would be kept from others for its lease. */
export async function giveBack(
  table: Pick<LockTable, 'release' | 'leave'>,
  name: Buffer,
  { token, ticket }: LockAnswer,
): Promise<void> {
  if (token !== undefined) await table.release([[token, name]]);
  else if (ticket !== undefined) await table.leave(ticket);
}
