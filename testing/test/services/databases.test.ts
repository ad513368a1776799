import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../requirements.ts';
import { startMariadb } from '../../services/mariadb.ts';
import type { MysqlServer } from '../../services/mysql-family.ts';
import { startMysql } from '../../services/mysql.ts';
import { startPostgres, type PostgresServer } from '../../services/postgres.ts';
import { processTree } from '../../services/process-tree.ts';

/** Making an empty database takes seconds, the first time on a machine. */
const FIRST_MS = 180_000;

requires('postgresql')('startPostgres', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres({ settings: { max_connections: 17 } });
  }, FIRST_MS);

  afterAll(() => server.stop());

  it('gives a server with the settings, on its port and in UTF-8', async () => {
    expect(await server.sql('show max_connections')).toBe('17');
    expect(await server.sql('show server_encoding')).toBe('UTF8');
    expect(await server.sql('show fsync')).toBe('off');
    expect(await server.sql("select 1, 'ä'")).toBe('1|ä');
    await expect(server.sql('select nothing')).rejects.toThrow(/column "nothing" does not exist/);
  });

  it('stands still with its backends, and goes on', async () => {
    const answer = server.sql('select pg_sleep(0.3), 1');
    await sleep(100);
    server.pause();
    expect(await Promise.race([answer, sleep(500, 'silence')])).toBe('silence');
    server.resume();
    expect(await answer).toBe('|1');
  });

  it('has what was committed after kill -9, on the same port', async () => {
    await server.sql('create table kept (value int); insert into kept values (42)');
    const pids = processTree(server.pid!);
    expect(pids.length).toBeGreaterThan(3);
    await server.kill();
    await expect(server.sql('select 1')).rejects.toThrow(/[Cc]onnection refused/);
    await server.restart();
    expect(await server.sql('select value from kept')).toBe('42');
    await server.restart();
    expect(await server.sql('select value from kept')).toBe('42');
  });

  it('writes to the disk when it is asked to', async () => {
    const durable = await startPostgres({ durable: true });
    try {
      expect(await durable.sql('show fsync')).toBe('on');
      expect(await durable.sql('show synchronous_commit')).toBe('on');
    } finally {
      await durable.stop();
    }
  });
});

/** They differ in how they are started, and in nothing that a test sees. */
const FAMILY = [
  { which: 'mariadb', start: startMariadb },
  { which: 'mysql', start: startMysql },
] as const;

for (const { which, start } of FAMILY) {
  requires(which)(start.name, () => {
    let server: MysqlServer;

    beforeAll(async () => {
      server = await start({ args: ['--max-connections=17'] });
    }, FIRST_MS);

    afterAll(() => server.stop());

    it('is the server that it is to be', async () => {
      const version = await server.sql('select version()');
      expect(version).toMatch(which === 'mariadb' ? /-MariaDB/ : /^8\.0\.\d+$/);
    });

    it('gives a server with the arguments and an empty database in UTF-8', async () => {
      expect(await server.sql('select @@max_connections')).toBe('17');
      expect(await server.sql('select database(), @@character_set_database')).toBe('test\tutf8mb4');
      expect(await server.sql('show tables')).toBe('');
      expect(await server.sql('select @@innodb_flush_log_at_trx_commit')).toBe('2');
      await expect(server.sql('select nothing')).rejects.toThrow(/Unknown column 'nothing'/);
    });

    it('stands still and goes on', async () => {
      const answer = server.sql('select sleep(0.3)');
      await sleep(100);
      server.pause();
      expect(await Promise.race([answer, sleep(500, 'silence')])).toBe('silence');
      server.resume();
      expect(await answer).toBe('0');
    });

    it('has what was committed after kill -9 of the daemon, on the same port', async () => {
      await server.sql('create table kept (value int) engine=innodb; insert into kept values (42)');
      await server.kill();
      await expect(server.sql('select 1')).rejects.toThrow(/Can't connect/);
      await server.restart();
      expect(await server.sql('select value from kept')).toBe('42');
    });

    it('writes to the disk when the daemon is asked to', async () => {
      const durable = await start({ durable: true });
      try {
        expect(await durable.sql('select @@innodb_flush_log_at_trx_commit')).toBe('1');
        expect(await durable.sql('select @@innodb_flush_method')).not.toBe('nosync');
      } finally {
        await durable.stop();
      }
    });
  });
}
