import type { Bytes } from 'httpsession';
import { indexedText } from '../../common/text-bytes.ts';
import { list, sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';

/** How many bytes of attributes one statement carries, if there is more than one attribute in it. */
const BATCH_BYTES = 1_000_000;

/** How many attributes a statement changes that joins a table for each. MySQL joins up to 61. */
const MOST_JOINED = 20;

/** The session whose row was made or changed by the statement before. */
export const LAST_ID: Sql = sql`LAST_INSERT_ID()`;

/** Adds or replaces attributes of a session, in as many statements as it takes. */
export function writeStatements(
  { attributes }: Tables,
  id: number | Sql,
  set: ReadonlyMap<string, Bytes>,
): Sql[] {
  return batchesOf(set).map((batch) => {
    const rows = batch.map(([name, bytes]) => {
      const { key, full } = indexedText(name);
      return sql`(${id}, ${key}, ${full}, ${bufferOf(bytes)})`;
    });
    return sql`REPLACE INTO ${attributes} (session_id, name_key, name, value) VALUES ${list(rows)}`;
  });
}

/** Removes attributes of a session: no statement when there are none. */
export function removeStatements(
  { attributes }: Tables,
  id: number | Sql,
  names: readonly string[],
): Sql[] {
  if (names.length === 0) return [];
  const keys = list(names.map((name) => sql`${indexedText(name).key}`));
  return [sql`DELETE FROM ${attributes} WHERE session_id = ${id} AND name_key IN (${keys})`];
}

/** The bytes as the driver takes them. */
export function bufferOf(bytes: Bytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Whether one statement may carry them all, as a join of so many tables. */
export function areFew(set: ReadonlyMap<string, Bytes>): boolean {
  return set.size <= MOST_JOINED && batchesOf(set).length === 1;
}

function batchesOf(set: ReadonlyMap<string, Bytes>): (readonly [string, Bytes])[][] {
  const batches: (readonly [string, Bytes])[][] = [];
  let size = Infinity;
  for (const entry of set) {
    if (size + entry[1].length > BATCH_BYTES) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(entry);
    size += entry[1].length;
  }
  return batches;
}
