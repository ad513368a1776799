import type { Bytes } from 'httpsession';
import { indexedText } from '../../common/text-bytes.ts';
import type { Session } from '../session.ts';
import { list, sql } from '../sql.ts';
import type { Tables } from '../tables.ts';

/** How many bytes of attributes one statement carries, if there is more than one attribute in it. */
const BATCH_BYTES = 1_000_000;

/** Adds or replaces attributes of a session. Within a transaction, as it may take several statements. */
export async function writeAttributes(
  session: Session,
  { attributes }: Tables,
  { id, set }: { id: number; set: ReadonlyMap<string, Bytes> },
): Promise<void> {
  for (const batch of batchesOf(set)) {
    const rows = batch.map(([name, bytes]) => {
      const { key, full } = indexedText(name);
      return sql`(${id}, ${key}, ${full}, ${bufferOf(bytes)})`;
    });
    await session.change(
      sql`REPLACE INTO ${attributes} (session_id, name_key, name, value) VALUES ${list(rows)}`,
    );
  }
}

/** Removes attributes of a session. */
export async function removeAttributes(
  session: Session,
  { attributes }: Tables,
  { id, names }: { id: number; names: readonly string[] },
): Promise<void> {
  if (names.length === 0) return;
  const keys = list(names.map((name) => sql`${indexedText(name).key}`));
  await session.change(
    sql`DELETE FROM ${attributes} WHERE session_id = ${id} AND name_key IN (${keys})`,
  );
}

/** The bytes as the driver takes them. */
export function bufferOf(bytes: Bytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
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
