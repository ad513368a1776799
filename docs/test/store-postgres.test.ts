import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';
import { startPostgres, type PostgresServer } from '../../testing/services/postgres.ts';
import { visitTwice } from './support.ts';

requires('postgresql')('sessions in PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
    process.env['DATABASE_URL'] = postgres.url;
  });
  afterAll(() => postgres.stop());

  it('are there in the next request, and in the table', async () => {
    const { server, close } = await import('../../examples/docs/store-postgres.ts');
    expect(await visitTwice(server)).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await postgres.sql('SELECT count(*) FROM httpsession_sessions')).toBe('1');
    await close();
  });
});
