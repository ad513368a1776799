import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';
import { startMariadb, type MariadbServer } from '../../testing/services/mariadb.ts';
import { visitTwice } from './support.ts';

requires('mariadb')('sessions in MySQL', () => {
  let mariadb: MariadbServer;
  beforeAll(async () => {
    mariadb = await startMariadb();
    process.env['DATABASE_URL'] = mariadb.url;
  });
  afterAll(() => mariadb.stop());

  it('are there in the next request, and in the table', async () => {
    const { server, close } = await import('../../examples/docs/store-mysql.ts');
    expect(await visitTwice(server)).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await mariadb.sql('SELECT count(*) FROM httpsession_sessions')).toBe('1');
    await close();
  });
});
