import type { SessionRecord } from 'httpsession';
import { bytesIn, type Row } from '../common/cells.ts';
import { toRecord } from '../common/records.ts';
import { bytesToText } from '../common/text-bytes.ts';

/** Where the columns of `ATTRIBUTE` are. */
const OWNER = 9;

/** A record from its rows, one for each attribute. Throws when they are none of ours. */
export function recordOf(rows: readonly Row[]): SessionRecord {
  const [head = []] = rows;
  const attributes = new Map<string, Uint8Array>();
  for (const row of rows) {
    const [owner, name, value] = row.slice(OWNER);
    if (owner !== null) attributes.set(bytesToText(bytesIn(name)), new Uint8Array(bytesIn(value)));
  }
  return { ...toRecord([...head.slice(0, OWNER), null]), attributes };
}

/** The rows of each record, by the bytes of its key. */
export function byKey(rows: readonly Row[]): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = Buffer.from(bytesIn(row[0])).toString('latin1');
    const same = found.get(key);
    if (same === undefined) found.set(key, [row]);
    else same.push(row);
  }
  return [...found.values()];
}
