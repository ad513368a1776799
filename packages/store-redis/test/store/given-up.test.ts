import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedisArgument, RedisPort } from '../../src/client/redis-port.ts';
import { batchedScript } from '../../src/scripts/batched-script.ts';
import { Batches, type Call } from '../../src/store/batches.ts';
import { Server } from '../../src/store/server.ts';

const script = batchedScript('', 1, "return redis.call('GET', KEYS[1])");

const callOf = (key: string, args: readonly RedisArgument[] = []): Call<unknown> => ({
  keys: [key],
  args,
  read: (answer) => answer,
});

describe('a call that nobody waits for any more', () => {
  let sent: (readonly RedisArgument[])[];
  let answerOf: (keys: readonly RedisArgument[]) => unknown;
  let answers: Record<string, unknown>;
  let batches: Batches;

  const run: RedisPort['run'] = (_script, keys) => {
    sent.push(keys);
    return Promise.resolve(answerOf(keys));
  };

  beforeEach(() => {
    sent = [];
    answers = {};
    answerOf = (keys) => (keys.length === 1 ? keys[0] : keys);
    batches = new Batches({ run } as RedisPort, (_what, error) => error);
  });

  /** Adds a call; `giveUp` is what its time-out does. */
  function add(key: string, args: readonly RedisArgument[] = []): { giveUp(): void } {
    const outgoing = {
      what: key,
      isWaiting: true,
      resolve: (value: unknown) => (answers[key] = value),
      reject: (error: unknown) => (answers[key] = error),
    };
    batches.add(script, callOf(key, args), outgoing);
    return { giveUp: () => (outgoing.isWaiting = false) };
  }

  it('is left out of what is sent', async () => {
    add('a');
    const given = add('b');
    add('c');
    given.giveUp();
    await nextTurn();
    await nextTurn();
    expect(sent).toStrictEqual([['a', 'c']]);
    expect(answers).toStrictEqual({ a: 'a', c: 'c' });
  });

  it('lets the only one that is left go by itself', async () => {
    add('a').giveUp();
    add('b');
    await nextTurn();
    await nextTurn();
    expect(sent).toStrictEqual([['b']]);
    expect(answers).toStrictEqual({ b: 'b' });
  });

  it('is nothing to send when it is the only one', async () => {
    add('a').giveUp();
    await nextTurn();
    await nextTurn();
    expect(sent).toStrictEqual([]);
  });

  it('is not asked again when the answer had no room for it', async () => {
    const later = [Buffer.from('later')];
    const given = add('a');
    add('b');
    add('c');
    answerOf = (keys) => {
      if (keys.length === 1) return keys[0];
      given.giveUp();
      return [later, 'b', later];
    };
    await nextTurn();
    await nextTurn();
    expect(sent).toStrictEqual([['a', 'b', 'c'], ['c']]);
    expect(answers).toStrictEqual({ b: 'b', c: 'c' });
  });

  it.each<[string, RedisArgument[]]>([
    ['would go with others', []],
    ['would go alone', ['x'.repeat(20_000)]],
  ])('is not sent once the server is known: one that %s', async (_, args) => {
    let tell = (): void => undefined;
    const command = (): Promise<unknown> =>
      new Promise((resolve) => {
        tell = () => resolve('redis_version:7.0.0');
      });
    const port = { run, command, renew: () => undefined, onReady: () => undefined };
    const server = new Server(port as unknown as RedisPort, { timeoutMs: 20 }, () => undefined);
    await expect(server.run('saving a session', script, callOf('a', args))).rejects.toThrow(
      'redis did not answer within 20 ms',
    );
    tell();
    await expect(server.run('loading a session', script, callOf('b'))).resolves.toBe('b');
    expect(sent).toStrictEqual([['b']]);
  });
});
