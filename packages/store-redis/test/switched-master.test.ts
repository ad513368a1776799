import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import { RedisStore } from '../src/index.ts';
import { DRIVERS } from './support/drivers.ts';
import { changeOf, recordOf } from './support/records.ts';
import { openSwitchedAddress } from './support/switched-address.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

requires('redis')('a master that is another server by now, at the same address', () => {
  it.each(DRIVERS)('%s: is found without a restart', async (_driver, open) => {
    const config = { 'repl-diskless-sync-delay': 0 };
    const [before, after] = await Promise.all([startRedis({ config }), startRedis({ config })]);
    const address = await openSwitchedAddress(before.port);
    ends.push(
      () => before.stop(),
      () => after.stop(),
      () => address.close(),
    );
    const { client, close } = await open(address.port);
    ends.push(close);
    const store = new RedisStore({ client, timeoutMs: 500 });
    ends.push(() => store.close());
    await store.create(recordOf('a'));
    await after.command('REPLICAOF', '127.0.0.1', before.port);
    await until(async () => (await infoOf(after)).includes('master_link_status:up'));

    await after.command('REPLICAOF', 'NO', 'ONE');
    await before.command('REPLICAOF', '127.0.0.1', after.port);
    address.switchTo(after.port);

    const began = performance.now();
    const refusals: string[] = [];
    await until(async () => {
      try {
        return (await store.update('a', changeOf('a'))) === 'ok';
      } catch (error) {
        refusals.push((error as Error).message);
        return false;
      }
    });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(refusals[0]).toMatch(/replica/u);
    await expect(store.load('a')).resolves.toMatchObject({ version: 2 });
  });

  async function infoOf(server: {
    command(...words: string[]): Promise<unknown>;
  }): Promise<string> {
    return String(await server.command('INFO', 'replication'));
  }
});

/** At most 10 s. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('it does not come');
    await sleep(20);
  }
}
