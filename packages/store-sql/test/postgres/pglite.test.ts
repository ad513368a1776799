import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { PGlite } from '@electric-sql/pglite';
import { describeSessionStore } from '@httpsession/store-testkit';
import { migratePostgres, PostgresStore } from '../../src/index.ts';
import { PglitePool } from '../support/pglite-pool.ts';

// PostgreSQL inside of this process: a machine without a server tests the statements too.
let db: PGlite;
let schemas = 0;
beforeAll(async () => {
  db = await PGlite.create();
});
afterAll(() => db.close());

describeSessionStore(
  { describe, test },
  {
    name: 'PostgresStore on PGlite',
    open: async () => {
      schemas += 1;
      const schema = `test_${schemas}`;
      const pool = new PglitePool(db);
      await migratePostgres(pool, { schema });
      const options = { pool, schema, notices: true, timeoutMs: 30_000 };
      const store = new PostgresStore(options);
      await store.load('a');
      return {
        store,
        second: () => new PostgresStore(options),
        roundTrips: () => pool.statements,
        close: async () => {
          await store.close();
          await db.exec(`DROP SCHEMA ${schema} CASCADE`);
        },
      };
    },
    abilities: {
      listing: true,
      principals: true,
      locks: true,
      notices: true,
      manyProcesses: 'a PGlite belongs to one process',
    },
    // What is larger takes PGlite seconds, and the time of that shows in the deadlines.
    limits: { sessionBytes: 262_144 },
    roundTrips: {
      create: 1,
      load: 1,
      unchanged: 1,
      update: 1,
      rename: 1,
      delete: 1,
      takeExpired: 1,
    },
  },
);

describe('migratePostgres on PGlite', () => {
  it('can be run again, also at the same time', async () => {
    const pool = new PglitePool(db);
    await Promise.all([1, 2, 3].map(() => migratePostgres(pool)));
    const { rows } = await db.query('SELECT format FROM httpsession_meta');
    expect(rows).toStrictEqual([{ format: 1 }]);
  });
});
