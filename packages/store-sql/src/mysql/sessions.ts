import type { SessionChange, SessionRecord } from 'httpsession';
import { optionalNumberIn } from '../common/cells.ts';
import { DUPLICATE, serverError } from './failures.ts';
import type { Conversation } from './conversation.ts';
import { areFew, LAST_ID, removeStatements, writeStatements } from './statements/attributes.ts';
import { createStatement, dropFormerStatement } from './statements/create.ts';
import { formerStatement, moveStatement } from './statements/rename.ts';
import { standingStatement, updateAllStatement, updateStatement } from './statements/update.ts';
import { sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** How often a session may change under us, between two statements, before that is an error. */
const PATIENCE = 20;

/** Makes a session. False when its key is taken. */
export async function createSession(
  conversation: Conversation,
  tables: Tables,
  { key, record }: { key: Buffer; record: SessionRecord },
): Promise<boolean> {
  const first = createStatement(tables, key, record);
  const take = (): Promise<boolean> =>
    together(conversation, first, (id) => writeStatements(tables, id, record.attributes));
  return withFreeKey(conversation, tables, { key, take });
}

/** Changes a session, also through a former key. */
export async function updateSession(
  conversation: Conversation,
  tables: Tables,
  { key, change }: { key: Buffer; change: SessionChange },
): Promise<'ok' | 'gone' | 'conflict'> {
  let where = sql`s.\`key\` = ${key}`;
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    if (await applyChange(conversation, tables, { where, change })) return 'ok';
    const [row] = await conversation.rows(standingStatement(tables, where));
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
  conversation: Conversation,
  tables: Tables,
  move: { from: Buffer; to: Buffer; sealedId: Buffer | null },
): Promise<boolean> {
  const first = moveStatement(tables, move);
  const take = (): Promise<boolean> =>
    together(conversation, first, (id) => [formerStatement(tables, id, move.from)]);
  return withFreeKey(conversation, tables, { key: move.to, take });
}

/** Ends a session, also through a former key. */
export async function deleteSession(
  conversation: Conversation,
  tables: Tables,
  key: Buffer,
): Promise<boolean> {
  const remove = async (where: Sql): Promise<boolean> => {
    const { rows } = await conversation.change(sql`DELETE FROM ${tables.sessions} WHERE ${where}`);
    return rows > 0;
  };
  if (await remove(sql`\`key\` = ${key} AND renamed_to IS NULL`)) return true;
  const [row] = await conversation.rows(standingStatement(tables, sql`s.\`key\` = ${key}`));
  const renamedTo = optionalNumberIn(row?.[2] ?? null);
  return renamedTo !== undefined && remove(sql`id = ${renamedTo}`);
}

/** Changes the session of the condition, when it is there and of the right version. */
async function applyChange(
  conversation: Conversation,
  tables: Tables,
  { where, change }: { where: Sql; change: SessionChange },
): Promise<boolean> {
  const { set } = change;
  const names = [...change.removed].filter((name) => !set.has(name));
  // Mostly what is set was there before.
  if (!conversation.hasBlocks && names.length === 0 && areFew(set)) {
    const { rows } = await conversation.change(updateAllStatement(tables, where, change));
    if (rows > 0) return true;
  }
  return together(conversation, updateStatement(tables, where, change), (id) => [
    ...removeStatements(tables, id, names),
    ...writeStatements(tables, id, set),
  ]);
}

/** Does the first statement and, if it changed a row, the rest with the id of the row: all, or nothing. */
async function together(
  conversation: Conversation,
  first: Sql,
  restFor: (id: number | Sql) => readonly Sql[],
): Promise<boolean> {
  const rest = restFor(LAST_ID);
  if (rest.length === 0) return (await conversation.change(first)).rows > 0;
  const did = await conversation.block(first, rest);
  if (did !== undefined) return did;
  const done = await conversation.transaction(async () => {
    const { rows, id } = await conversation.change(first);
    if (rows === 0) return undefined;
    for (const statement of restFor(id)) await conversation.change(statement);
    return true;
  });
  return done === true;
}

/** Does what takes a key. False when the key is taken, but for a former one whose time is over. */
async function withFreeKey(
  conversation: Conversation,
  tables: Tables,
  { key, take }: { key: Buffer; take: () => Promise<boolean> },
): Promise<boolean> {
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    try {
      return await take();
    } catch (error) {
      if (serverError(error) !== DUPLICATE) throw error;
    }
    const { rows } = await conversation.change(dropFormerStatement(tables, key));
    if (rows === 0) return false;
  }
  return false;
}
