import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../../testing/requirements.ts';
import { startRedis } from '../../../../testing/services/redis.ts';
import type { RedisNode } from '../../../../testing/services/redis-node.ts';
import type { RedisPort } from '../../src/client/redis-port.ts';
import { CLAIM, DUE } from '../../src/scripts/claim.ts';
import { RedisStore } from '../../src/index.ts';
import { Claims } from '../../src/store/claims.ts';
import { KeySpace } from '../../src/store/key-space.ts';
import { Moves } from '../../src/store/moves.ts';
import { Server } from '../../src/store/server.ts';
import { DRIVERS, type OpenClient } from '../support/drivers.ts';
import { recordOf } from '../support/records.ts';

const PARTITIONS = 16;
const KEYS = Array.from({ length: 100 }, (_, number) => `key ${number}`);

type Run = RedisPort['run'];

requires('redis')('claims of partitions of which some cannot be reached', () => {
  let server: RedisNode;
  let opened: OpenClient;
  let prefix = '';
  let reports: Error[] = [];

  beforeAll(async () => {
    server = await startRedis();
    opened = await DRIVERS[1]![1](server.port);
  });

  beforeEach(async () => {
    prefix = `${randomBytes(6).toString('hex')}:`;
    reports = [];
    const store = new RedisStore({ client: opened.client, prefix, partitions: PARTITIONS });
    const expiresAt = Date.now() - 1000;
    for (const key of KEYS) await store.create(recordOf(key, { expiresAt }));
  });

  afterAll(async () => {
    opened.close();
    await server.stop();
  });

  /** Claims on a port whose scripts go by this. */
  function claimsOver(run: Run): Claims {
    const keys = new KeySpace(prefix, PARTITIONS);
    const report = (error: Error): unknown => reports.push(error);
    const guarded = new Server({ ...opened.port, run }, {}, report);
    const moves = new Moves(guarded, keys, '');
    return new Claims({ server: guarded, keys, moves, report });
  }

  const numberOf = (name: unknown): number => Number(/\{(\d+)\}/u.exec(String(name))?.[1]);
  const unreachable = async (): Promise<never> => {
    await sleep(50);
    throw new Error('connect ECONNREFUSED');
  };
  const partitionOf = (key: string): number =>
    numberOf(new KeySpace(prefix, PARTITIONS).partitionOf(key).base);

  describe('gives the sessions of those that answer, and says which failed', () => {
    // Six failures after one another open the breaker.
    const isDown = (partition: number): boolean => partition >= 10;
    const up = (): string[] => KEYS.filter((key) => !isDown(partitionOf(key))).sort();

    it('when they do not answer from the start', async () => {
      const claims = claimsOver((script, keys, args) =>
        isDown(numberOf(keys[0])) ? unreachable() : opened.port.run(script, keys, args),
      );
      const taken = await claims.take(1000, 10_000);
      expect(taken.map(({ key }) => key).sort()).toStrictEqual(up());
      expect(taken.length).toBeGreaterThan(30);
      expect(reports).toMatchObject([{ message: expect.stringContaining('cannot be reached') }]);
    });

    it('when they fail between the question and the claim', async () => {
      const claims = claimsOver((script, keys, args) =>
        script === CLAIM && isDown(numberOf(keys[0]))
          ? unreachable()
          : opened.port.run(script, keys, args),
      );
      const taken = await claims.take(1000, 10_000);
      expect(taken.map(({ key }) => key).sort()).toStrictEqual(up());
      expect(reports.length).toBeGreaterThanOrEqual(1);
    });
  });

  it('rejects when none answers', async () => {
    const claims = claimsOver(unreachable);
    await expect(claims.take(1000, 10_000)).rejects.toMatchObject({
      code: 'HTTPSESSION_STORE_UNAVAILABLE',
    });
    expect(reports).toStrictEqual([]);
  });

  it('keeps what a partition gave before it failed', async () => {
    let claimed = 0;
    const claims = claimsOver(async (script, keys, args) => {
      if (numberOf(keys[0]) !== 3) return script === DUE ? [] : unreachable();
      if (script !== CLAIM) return opened.port.run(script, keys, args);
      claimed += 1;
      if (claimed > 1) return unreachable();
      const one = [args[0], ...args.slice(1)].map((arg, at) => (at === 0 ? '1' : arg!));
      const answer = (await opened.port.run(script, keys, one)) as unknown[];
      // It says that there is more.
      return [answer[0], 1, ...answer.slice(2)];
    });
    const taken = await claims.take(1000, 10_000);
    expect(taken).toHaveLength(1);
    expect(reports).toHaveLength(1);
  });
});
