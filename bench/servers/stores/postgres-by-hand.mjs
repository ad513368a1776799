import pg from 'pg';
import { byHand } from './by-hand.mjs';

const IDLE_MS = 1_800_000;

/** One row a session, its data as jsonb: a prepared SELECT, and a prepared UPDATE of one field. */
export async function open({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  pool.on('error', () => {});
  await pool.query(
    'CREATE TABLE IF NOT EXISTS by_hand (id text PRIMARY KEY, data jsonb NOT NULL, expires_at bigint NOT NULL)',
  );
  const ask = (name, text, values) => pool.query({ name, text, values });
  return byHand({
    create: (id, fields) =>
      ask('create', 'INSERT INTO by_hand VALUES ($1, $2, $3)', [id, fields, Date.now() + IDLE_MS]),
    load: async (id) => {
      const text = 'SELECT data FROM by_hand WHERE id = $1 AND expires_at > $2';
      const { rows } = await ask('load', text, [id, Date.now()]);
      return rows[0]?.data;
    },
    save: (id, count) => {
      const text = 'UPDATE by_hand SET data = data || $2, expires_at = $3 WHERE id = $1';
      return ask('save', text, [id, { count }, Date.now() + IDLE_MS]);
    },
    close: () => pool.end(),
  });
}
