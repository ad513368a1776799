import { UNREADABLE_KEPT_MS } from 'httpsession';
import { numberIn, type Row } from './cells.ts';

/** Where `toSummary` has the milliseconds until a session expires. */
export const ENDS_IN = 4;

/** Whether an expired session that cannot be read was left long enough to those who might be able to. */
export function isGivenUp(row: Row): boolean {
  try {
    return numberIn(row[ENDS_IN]) <= -UNREADABLE_KEPT_MS;
  } catch {
    // It is not even known when it expired.
    return false;
  }
}
