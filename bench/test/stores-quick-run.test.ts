import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['httpsession', 'store-lmdb', 'store-redis', 'store-sql'];

requires(
  'redis',
  'postgresql',
  'mariadb',
)('the bench of the stores', () => {
  beforeAll(async () => {
    const args = ['-b', ...PACKAGES.map((name) => `packages/${name}`)];
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...args], {
      cwd: ROOT,
    });
  }, 120_000);

  // It says nothing about speed: only that the servers, the stores and the tables fit together, and that it ends.
  test('has a row for every store and every load in its quick form, and ends', async () => {
    const args = ['--import', './testing/load-typescript.mjs', 'bench/stores.mjs', '--quick'];
    const { stdout } = await run(process.execPath, args, { cwd: ROOT });
    for (const store of ['LmdbStore', 'RedisStore`, node-redis', 'PostgresStore', 'MysqlStore']) {
      const rows = stdout.split('\n').filter((line) => line.includes(`\`${store}`));
      // Three loads, and the round trips of those that have a server.
      expect([store, rows.length]).toStrictEqual([store, store === 'LmdbStore' ? 3 : 4]);
    }
  }, 240_000);
});
