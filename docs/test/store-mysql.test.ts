import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { requires } from '../../testing/requirements.ts';
import { startMariadb, type MariadbServer } from '../../testing/services/mariadb.ts';
import { cookieOf } from './support.ts';

requires('mariadb')('sessions in MySQL', () => {
  let mariadb: MariadbServer;
  beforeAll(async () => {
    mariadb = await startMariadb();
    process.env['DATABASE_URL'] = mariadb.url;
  });
  afterAll(() => mariadb.stop());

  it('are there in the next request, and in the table', async () => {
    const { server, close } = await import('../../examples/docs/store-mysql.ts');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const first = await fetch(address);
    const cookie = cookieOf(first);
    const second = await fetch(address, { headers: { cookie } });

    expect([await first.text(), await second.text()]).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await mariadb.sql('SELECT count(*) FROM httpsession_sessions')).toBe('1');
    server.close();
    await close();
  });
});
