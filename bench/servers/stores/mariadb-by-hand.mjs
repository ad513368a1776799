import { createPool } from 'mysql2/promise';
import { byHand } from './by-hand.mjs';

const IDLE_MS = 1_800_000;

/** One row a session, its data as JSON text: a prepared SELECT, and a prepared UPDATE. */
export async function open({ url }) {
  const pool = createPool({ uri: url, connectionLimit: 10 });
  await pool.query(
    'CREATE TABLE IF NOT EXISTS by_hand (id char(32) PRIMARY KEY, data text NOT NULL, expires_at bigint NOT NULL)',
  );
  return byHand({
    create: (id, fields) =>
      pool.execute('INSERT INTO by_hand VALUES (?, ?, ?)', [
        id,
        JSON.stringify(fields),
        Date.now() + IDLE_MS,
      ]),
    load: async (id) => {
      const text = 'SELECT data FROM by_hand WHERE id = ? AND expires_at > ?';
      const [rows] = await pool.execute(text, [id, Date.now()]);
      return rows.length === 0 ? undefined : JSON.parse(rows[0].data);
    },
    save: (id, count, fields) => {
      const data = JSON.stringify({ ...fields, count });
      const text = 'UPDATE by_hand SET data = ?, expires_at = ? WHERE id = ?';
      return pool.execute(text, [data, Date.now() + IDLE_MS, id]);
    },
    close: () => pool.end(),
  });
}
