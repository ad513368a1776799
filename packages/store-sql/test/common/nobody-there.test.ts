import { describe, expect, it } from '@jest/globals';
import { createPool } from 'mysql2/promise';
import { Pool } from 'pg';
import { migrateMysql, migratePostgres } from '../../src/index.ts';
import { refusalOf } from '../support/refusals.ts';

// The first thing that anybody runs, and so the first to meet a wrong host or port.
describe('making tables where no server is', () => {
  const uri = (scheme: string): string => `${scheme}://u:secret@127.0.0.1:1/d`;

  it('says that PostgreSQL cannot be reached, and where to look', async () => {
    const pool = new Pool({ connectionString: uri('postgres') });
    const error = await refusalOf(migratePostgres(pool));
    expect(error.message).toContain('PostgreSQL cannot be reached. Look at host and port');
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says that MySQL cannot be reached, and where to look', async () => {
    const pool = createPool(uri('mysql'));
    const error = await refusalOf(migrateMysql(pool));
    expect(error.message).toContain('MySQL cannot be reached. Look at host and port');
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says that a pool is at its end', async () => {
    const pool = createPool(uri('mysql'));
    await pool.end();
    expect((await refusalOf(migrateMysql(pool))).message).toContain('MySQL cannot be reached');
  });
});
