import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionRecord } from 'httpsession';
import { randomBytes } from 'node:crypto';
import { requires } from '../../../../testing/requirements.ts';
import type { RedisNode } from '../../../../testing/services/redis-node.ts';
import { startRedis } from '../../../../testing/services/redis.ts';
import type { RedisArgument, RedisPort } from '../../src/client/redis-port.ts';
import { RedisStore } from '../../src/index.ts';
import { batchedScript } from '../../src/scripts/batched-script.ts';
import { DRIVERS, type OpenClient } from '../support/drivers.ts';
import { Batches, type Call } from '../support/promised-batches.ts';
import { changeOf, recordOf } from '../support/records.ts';

const attributesOf = (values: Readonly<Record<string, string>>): Map<string, Buffer> =>
  new Map(Object.entries(values).map(([name, value]) => [name, Buffer.from(value)]));

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('Batches', () => {
  const script = batchedScript('', 1, "return redis.call('GET', KEYS[1])");
  type Sent = readonly [
    script: object,
    keys: readonly RedisArgument[],
    args: readonly RedisArgument[],
  ];

  /** A port that answers each call with its keys; what was sent. */
  function open(cluster = false): {
    batches: Batches;
    sent: Sent[];
    failWith: (error: Error) => void;
  } {
    const sent: Sent[] = [];
    let failure: Error | undefined;
    const run: RedisPort['run'] = (what, keys, args) => {
      sent.push([what, keys, args]);
      if (failure !== undefined) return Promise.reject(failure);
      return Promise.resolve(
        what === script.many ? keys.map((key) => `of ${String(key)}`) : `of ${String(keys[0])}`,
      );
    };
    const port = { cluster, run } as RedisPort;
    return { batches: new Batches(port), sent, failWith: (error) => (failure = error) };
  }

  const callOf = (key: string, args: readonly RedisArgument[] = []): Call<unknown> => ({
    keys: [key],
    args,
    read: (answer) => answer,
    explain: (error) => error,
  });

  it('sends what is asked in one turn as one command, and gives each its answer', async () => {
    const { batches, sent } = open();
    const answers = numbers(5).map((at) => batches.run(script, callOf(`k${at}`, ['a', `${at}`])));
    expect(sent).toStrictEqual([]);
    expect(await Promise.all(answers)).toStrictEqual(numbers(5).map((at) => `of k${at}`));
    expect(sent).toStrictEqual([
      [
        script.many,
        numbers(5).map((at) => `k${at}`),
        numbers(5).flatMap((at) => ['2', 'a', `${at}`]),
      ],
    ]);
  });

  it('sends one by itself as ever', async () => {
    const { batches, sent } = open();
    expect(await batches.run(script, callOf('k', ['x']))).toBe('of k');
    expect(await batches.run(script, callOf('l'))).toBe('of l');
    expect(sent.map(([what]) => what === script.many)).toStrictEqual([false, false]);
    expect(sent[0]).toMatchObject([expect.anything(), ['k'], ['x']]);
  });

  it('sends no more than 64 together', async () => {
    const { batches, sent } = open();
    const answers = numbers(130).map((at) => batches.run(script, callOf(`k${at}`)));
    expect(await Promise.all(answers)).toStrictEqual(numbers(130).map((at) => `of k${at}`));
    expect(sent.map(([, keys]) => keys.length)).toStrictEqual([64, 64, 2]);
  });

  it.each<[string, RedisArgument[]]>([
    ['a long text', ['x'.repeat(16_385)]],
    ['many bytes', [Buffer.alloc(16_385)]],
    ['many arguments', Array.from({ length: 101 }, () => 'x')],
  ])('does not let others wait for a call with %s', async (_, args) => {
    const { batches, sent } = open();
    const others = numbers(2).map((at) => batches.run(script, callOf(`k${at}`)));
    expect(await batches.run(script, callOf('large', args))).toBe('of large');
    expect(await Promise.all(others)).toStrictEqual(['of k0', 'of k1']);
    expect(sent.map(([, keys]) => keys)).toStrictEqual([['large'], ['k0', 'k1']]);
  });

  it('keeps apart in a cluster what lives in different slots', async () => {
    const { batches, sent } = open(true);
    const keys = ['p:{0}:s:a', 'p:{1}:s:b', 'p:{0}:s:c', 'p:{10}:s:d'];
    const answers = keys.map((key) => batches.run(script, callOf(key)));
    expect(await Promise.all(answers)).toStrictEqual(keys.map((key) => `of ${key}`));
    expect(sent.map(([, together]) => together)).toStrictEqual([
      ['p:{0}:s:a', 'p:{0}:s:c'],
      ['p:{1}:s:b'],
      ['p:{10}:s:d'],
    ]);
  });

  it('tells each of a failure of all, in its own words', async () => {
    const { batches, failWith } = open();
    failWith(new Error('gone'));
    const answers = numbers(3).map((at) =>
      batches.run(script, {
        ...callOf(`k${at}`),
        explain: (error) => new Error(`${at}: ${String(error)}`),
      }),
    );
    expect(await Promise.allSettled(answers)).toMatchObject(
      numbers(3).map((at) => ({ status: 'rejected', reason: { message: `${at}: Error: gone` } })),
    );
  });

  it.each([null, [], ['of a'], ['of a', 'of b', 'of c'], 'OK', 7, { length: 2 }])(
    'rejects all when the server answers %j',
    async (answer) => {
      const run = (): Promise<unknown> => Promise.resolve(answer);
      const batches = new Batches({ run } as unknown as RedisPort);
      const answers = ['a', 'b'].map(async (key) => batches.run(script, callOf(key)));
      const wrong = { reason: { message: 'The server did not answer each of the calls' } };
      expect(await Promise.allSettled(answers)).toMatchObject([wrong, wrong]);
    },
  );

  it.each([
    ['many calls', ['a', 'b'], []],
    ['one call', ['a'], []],
    ['a large call', ['a'], ['x'.repeat(16_385)]],
  ])('rejects %s when the driver throws, each in its own words', async (_, keys, args) => {
    const run = (): never => {
      throw new Error('closed');
    };
    const batches = new Batches({ run } as unknown as RedisPort);
    const answers = keys.map((key) =>
      batches.run(script, {
        ...callOf(key, args),
        explain: (error) => new Error(`${key}: ${String(error)}`),
      }),
    );
    expect(await Promise.allSettled(answers)).toMatchObject(
      keys.map((key) => ({ reason: { message: `${key}: Error: closed` } })),
    );
  });

  it('tells the one that failed on the server, and gives the others their answers', async () => {
    const failed = [Buffer.from('error'), Buffer.from('OOM command not allowed')];
    const run = (): Promise<unknown> => Promise.resolve(['of a', failed, 'of c']);
    const batches = new Batches({ run } as unknown as RedisPort);
    const answers = ['a', 'b', 'c'].map(async (key) =>
      batches.run(script, {
        ...callOf(key),
        explain: (error) => new Error(`${key}: ${String(error)}`),
      }),
    );
    expect(await Promise.allSettled(answers)).toMatchObject([
      { value: 'of a' },
      { reason: { message: 'b: ReplyError: OOM command not allowed' } },
      { value: 'of c' },
    ]);
  });

  it('asks alone, and again with all that belongs to it, for what the server has put off', async () => {
    const sent: Sent[] = [];
    const later = [Buffer.from('later')];
    const run: RedisPort['run'] = (what, keys, args) => {
      sent.push([what, keys, args]);
      if (what === script.many) return Promise.resolve(['of a', later, later]);
      if (keys[0] === 'b') return Promise.resolve('of b');
      throw new Error('closed');
    };
    const batches = new Batches({ run } as RedisPort);
    const answers = ['a', 'b', 'c'].map(async (key) =>
      batches.run(script, {
        ...callOf(key, [`with ${key}`]),
        explain: (error) => new Error(`${key}: ${String(error)}`),
      }),
    );
    expect(await Promise.allSettled(answers)).toMatchObject([
      { value: 'of a' },
      { value: 'of b' },
      { reason: { message: 'c: Error: closed' } },
    ]);
    expect(sent.slice(1)).toMatchObject([
      [{ sha: script.sha }, ['b'], ['with b']],
      [{ sha: script.sha }, ['c'], ['with c']],
    ]);
  });

  it('words an error of a call as a single call has it, whatever the version of the server', async () => {
    const texts = ['OOM command not allowed', '@user_script: 3: -OOM command not allowed'];
    const run = (): Promise<unknown> =>
      Promise.resolve(texts.map((text) => [Buffer.from('error'), Buffer.from(text)]));
    const batches = new Batches({ run } as unknown as RedisPort);
    const answers = ['a', 'b'].map(async (key) => batches.run(script, callOf(key)));
    expect(await Promise.allSettled(answers)).toMatchObject([
      { reason: { message: texts[0] } },
      { reason: { message: `ERR ${String(texts[1])}` } },
    ]);
  });

  it.each([
    ['16 of the longest texts, 256 KiB,', 16, ['x'.repeat(16_384)]],
    ['16 of the longest bytes, 256 KiB,', 16, [Buffer.alloc(16_384)]],
    ['64 of the most arguments', 64, Array.from({ length: 100 }, () => 'x'.repeat(40))],
  ])('sends no more than %s together', async (_, most, args) => {
    const { batches, sent } = open();
    const answers = numbers(most + 3).map(async (at) =>
      batches.run(script, callOf(`k${at}`, args)),
    );
    await Promise.all(answers);
    expect(sent.map(([, keys]) => keys.length)).toStrictEqual([most, 3]);
  });

  it('rejects the one whose answer cannot be read', async () => {
    const { batches } = open();
    const read = (): never => {
      throw new Error('unreadable');
    };
    const answers = [
      batches.run(script, callOf('a')),
      batches.run(script, { ...callOf('b'), read }),
    ];
    expect(await Promise.allSettled(answers)).toMatchObject([
      { value: 'of a' },
      { reason: { message: 'unreadable' } },
    ]);
  });
});

requires('redis')('many calls of one turn on a server', () => {
  let server: RedisNode;

  beforeAll(async () => {
    server = await startRedis();
  });

  afterAll(() => server.stop());

  describe.each(DRIVERS)('%s', (_, open) => {
    let opened: OpenClient;
    let store: RedisStore;
    let prefix: string;
    let reports: unknown[];

    beforeEach(async () => {
      opened = await open(server.port);
      prefix = `${randomBytes(6).toString('hex')}:`;
      reports = [];
      store = new RedisStore({
        client: opened.client,
        prefix,
        onError: (error) => reports.push(error),
      });
      // From here on the server is known, and nothing waits for that.
      await store.load('nobody');
    });

    afterEach(async () => {
      await opened.port.command(['CONFIG', 'SET', 'maxmemory', '0']);
      await store.close();
      opened.close();
    });

    it('are answered each for itself', async () => {
      const keys = numbers(100).map((at) => `key ${at}`);
      const made = await Promise.all([
        ...keys.map(async (key) =>
          store.create(recordOf(key, { attributes: attributesOf({ n: key }) })),
        ),
        store.create(recordOf('key 7')),
      ]);
      expect(made).toStrictEqual([...keys.map(() => true), false]);

      const loaded = await Promise.all([...keys, 'nobody'].map(async (key) => store.load(key)));
      expect(loaded.pop()).toBeUndefined();
      expect(loaded).toMatchObject(
        keys.map((key) => ({ key, attributes: attributesOf({ n: key }) })),
      );
      expect(await Promise.all([store.load('key 1', 1), store.load('key 2', 9)])).toMatchObject([
        'unchanged',
        { key: 'key 2' },
      ]);

      const updated = await Promise.all([
        ...keys.map(async (key) => store.update(key, changeOf(key, { more: key }))),
        store.update('nobody', changeOf('nobody')),
        store.update('key 3', { ...changeOf('key 3'), ifVersion: 1 }),
      ]);
      expect(updated).toStrictEqual([...keys.map(() => 'ok'), 'gone', 'conflict']);
      const changed = await Promise.all(keys.map(async (key) => store.load(key)));
      expect(changed).toMatchObject(
        keys.map((key) => ({ version: 2, attributes: attributesOf({ n: key, more: key }) })),
      );

      const deleted = await Promise.all([...keys, 'nobody'].map(async (key) => store.delete(key)));
      expect(deleted).toStrictEqual([...keys.map(() => true), false]);
      expect(await store.list(1000)).toStrictEqual([]);
    });

    it('are answered all when they are too large for one answer, which ends behind 4 MiB', async () => {
      // From here on the server knows the script for one and that for many.
      await store.load('nobody');
      await Promise.all([store.load('nobody'), store.load('nobody')]);
      const large = 'x'.repeat(3_000_000);
      const keys = ['a', 'b', 'c', 'd'];
      for (const key of keys) {
        await store.create(recordOf(key, { attributes: attributesOf({ large, key }) }));
      }
      await opened.port.command(['CONFIG', 'RESETSTAT']);
      const loaded = await Promise.all(keys.map(async (key) => store.load(key)));
      // One for all, which ends behind the second; then one for each of the others.
      expect(String(await opened.port.command(['INFO', 'commandstats']))).toContain(
        'cmdstat_evalsha:calls=3,',
      );
      for (const [nth, record] of loaded.entries()) {
        expect(record).toMatchObject({ key: keys[nth] });
        const { attributes } = record as SessionRecord;
        expect(String(attributes.get('key'))).toBe(keys[nth]);
        expect(attributes.get('large')).toHaveLength(3_000_000);
      }
    });

    it('are made in the order in which they were asked for, when it is one session', async () => {
      await store.create(recordOf('a'));
      const values = numbers(40).map((at) => `value ${at}`);
      await Promise.all(
        values.map(async (value) => store.update('a', changeOf('a', { last: value }))),
      );
      expect(await store.load('a')).toMatchObject({
        version: 41,
        attributes: attributesOf({ last: 'value 39' }),
      });
    });

    it('are not touched by a key among them that is not ours', async () => {
      await Promise.all(['a', 'b', 'c'].map(async (key) => store.create(recordOf(key))));
      await opened.port.command(['SET', `${prefix}{0}:s:foreign`, 'text']);
      const keys = ['a', 'foreign', 'b', 'c'];
      expect(await Promise.all(keys.map(async (key) => store.load(key)))).toMatchObject([
        { key: 'a' },
        undefined,
        { key: 'b' },
        { key: 'c' },
      ]);
      expect(
        await Promise.all(keys.map(async (key) => store.update(key, changeOf(key)))),
      ).toStrictEqual(['ok', 'gone', 'ok', 'ok']);
      expect(reports).toMatchObject([
        { message: expect.stringContaining('is of another type') },
        { message: expect.stringContaining('is of another type') },
      ]);
    });

    it('say each why a full server refused them, and reads go on', async () => {
      await Promise.all(['a', 'b'].map(async (key) => store.create(recordOf(key))));
      await opened.port.command(['CONFIG', 'SET', 'maxmemory', '1']);
      const refused = await Promise.allSettled(
        ['a', 'b', 'nobody'].map(async (key) => store.update(key, changeOf(key, { more: 'x' }))),
      );
      const full = { reason: { message: expect.stringContaining('maxmemory') } };
      expect(refused).toMatchObject([full, full, { value: 'gone' }]);
      expect(await Promise.all(['a', 'b'].map(async (key) => store.load(key)))).toMatchObject([
        { key: 'a', version: 1 },
        { key: 'b', version: 1 },
      ]);
    });
  });
});
