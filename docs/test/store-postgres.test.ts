import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { requires } from '../../testing/requirements.ts';
import { startPostgres, type PostgresServer } from '../../testing/services/postgres.ts';
import { cookieOf } from './support.ts';

requires('postgresql')('sessions in PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
    process.env['DATABASE_URL'] = postgres.url;
  });
  afterAll(() => postgres.stop());

  it('are there in the next request, and in the table', async () => {
    const { server, close } = await import('../../examples/docs/store-postgres.ts');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const first = await fetch(address);
    const cookie = cookieOf(first);
    const second = await fetch(address, { headers: { cookie } });

    expect([await first.text(), await second.text()]).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await postgres.sql('SELECT count(*) FROM httpsession_sessions')).toBe('1');
    server.close();
    await close();
  });
});
