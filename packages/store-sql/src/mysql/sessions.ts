import type { SessionChange, SessionRecord } from 'httpsession';
import { numberIn, optionalNumberIn } from '../common/cells.ts';
import { DUPLICATE, serverError } from './failures.ts';
import type { Session } from './session.ts';
import { removeAttributes, writeAttributes } from './statements/attributes.ts';
import { createStatement, dropFormerStatement } from './statements/create.ts';
import { formerStatement, moveStatement } from './statements/rename.ts';
import { standingStatement, updateStatement } from './statements/update.ts';
import { sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** How often a session may change under us, between two statements, before that is an error. */
const PATIENCE = 20;

/** Makes a session. False when its key is taken. */
export async function createSession(
  session: Session,
  tables: Tables,
  { key, record }: { key: Buffer; record: SessionRecord },
): Promise<boolean> {
  const create = async (): Promise<true> => {
    const { id } = await session.change(createStatement(tables, key, record));
    await writeAttributes(session, tables, { id, set: record.attributes });
    return true;
  };
  const isOne = record.attributes.size === 0;
  const take = (): Promise<true | undefined> => (isOne ? create() : session.transaction(create));
  return withFreeKey(session, tables, { key, take });
}

/** Changes a session, also through a former key. */
export async function updateSession(
  session: Session,
  tables: Tables,
  { key, change }: { key: Buffer; change: SessionChange },
): Promise<'ok' | 'gone' | 'conflict'> {
  let where = sql`s.\`key\` = ${key}`;
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    if (await applyChange(session, tables, { where, change })) return 'ok';
    const [row] = await session.rows(standingStatement(tables, where));
    if (row === undefined) return 'gone';
    const [, version, renamedTo, isAlive] = row.map(optionalNumberIn);
    if (renamedTo !== undefined) {
      where = sql`s.id = ${renamedTo}`;
      continue;
    }
    if (isAlive !== 1) return 'gone';
    if (change.ifVersion !== undefined && change.ifVersion !== version) return 'conflict';
    // It came to be so in between: once more.
  }
  throw new Error('the session was changed too often in between');
}

/** Gives a session another key. False when there is no such session, or the new key is taken. */
export async function renameSession(
  session: Session,
  tables: Tables,
  move: { from: Buffer; to: Buffer; sealedId: Buffer | null },
): Promise<boolean> {
  const take = (): Promise<true | undefined> =>
    session.transaction(async () => {
      const { rows, id } = await session.change(moveStatement(tables, move));
      if (rows === 0) return undefined;
      await session.change(formerStatement(tables, id, move.from));
      return true;
    });
  return withFreeKey(session, tables, { key: move.to, take });
}

/** Ends a session, also through a former key. */
export async function deleteSession(
  session: Session,
  tables: Tables,
  key: Buffer,
): Promise<boolean> {
  const remove = async (where: Sql): Promise<boolean> => {
    const { rows } = await session.change(sql`DELETE FROM ${tables.sessions} WHERE ${where}`);
    return rows > 0;
  };
  if (await remove(sql`\`key\` = ${key} AND renamed_to IS NULL`)) return true;
  const [row] = await session.rows(standingStatement(tables, sql`s.\`key\` = ${key}`));
  const renamedTo = optionalNumberIn(row?.[2] ?? null);
  return renamedTo !== undefined && remove(sql`id = ${renamedTo}`);
}

/** Changes the session of the condition, when it is there and of the right version. */
async function applyChange(
  session: Session,
  tables: Tables,
  { where, change }: { where: Sql; change: SessionChange },
): Promise<boolean> {
  const { set } = change;
  const names = [...change.removed].filter((name) => !set.has(name));
  const touch = async (): Promise<number | undefined> => {
    const { rows, id } = await session.change(updateStatement(tables, where, change));
    return rows === 0 ? undefined : numberIn(id);
  };
  if (set.size === 0 && names.length === 0) return (await touch()) !== undefined;
  const id = await session.transaction(async () => {
    const found = await touch();
    if (found === undefined) return undefined;
    await removeAttributes(session, tables, { id: found, names });
    await writeAttributes(session, tables, { id: found, set });
    return found;
  });
  return id !== undefined;
}

/** Does what takes a key. False when the key is taken, but for a former one whose time is over. */
async function withFreeKey(
  session: Session,
  tables: Tables,
  { key, take }: { key: Buffer; take: () => Promise<true | undefined> },
): Promise<boolean> {
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    try {
      return (await take()) === true;
    } catch (error) {
      if (serverError(error) !== DUPLICATE) throw error;
    }
    const { rows } = await session.change(dropFormerStatement(tables, key));
    if (rows === 0) return false;
  }
  return false;
}
