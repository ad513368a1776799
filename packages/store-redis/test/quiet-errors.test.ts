import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionStoreUnavailableError } from 'httpsession';
import { Redis } from 'ioredis';
import { inspect } from 'node:util';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { plainError } from '../src/client/plain-error.ts';
import { RedisStore } from '../src/index.ts';
import { explain } from '../src/store/server-errors.ts';
import { connect, type ClientKind } from './support/clients.ts';
import { changeOf, recordOf } from './support/records.ts';

const KEY = 'key-of-ann';
const SECRETS = ['hunter2', 'principal-ann', KEY];

/** All that a logger could show of an error. */
function shown(error: unknown): string {
  return inspect(error, {
    depth: 9,
    maxArrayLength: null,
    maxStringLength: null,
    showHidden: true,
  });
}

/** Those of the secrets that are in a text, as they are or as bytes are printed. */
function secretsIn(text: string): string[] {
  return SECRETS.filter((secret) => {
    const hex = Buffer.from(secret).toString('hex');
    const spaced = hex.replace(/..(?!$)/gu, '$& ');
    return [secret, hex, spaced].some((form) => text.includes(form));
  });
}

/** The error that a call rejects with. */
async function failureOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

describe('plainError', () => {
  const command = { name: 'hset', args: [KEY, Buffer.from('hunter2')] };

  it('keeps name, message and code, and nothing else', () => {
    const given = Object.assign(new TypeError('it broke'), {
      code: 'EBROKEN',
      command,
      previousErrors: [{ command }],
      replies: ['hunter2'],
      buffer: Buffer.from('hunter2'),
    });
    const plain = plainError(given) as Error;
    expect(plain).toMatchObject({ name: 'TypeError', message: 'it broke', code: 'EBROKEN' });
    expect(Object.keys(plain)).toStrictEqual(['code']);
    expect(inspect(plain)).toMatch(/^Error \[TypeError\]: it broke\n +at .*quiet-errors/u);
    expect(secretsIn(shown(plain))).toStrictEqual([]);
  });

  it('keeps those behind it in the same way, and is not caught in a circle', () => {
    const node = Object.assign(new Error('connect ECONNREFUSED'), { command });
    const given = Object.assign(new Error('no slots'), { lastNodeError: node });
    Object.assign(node, { cause: given });
    const plain = plainError(given) as Error;
    expect(plain.cause).toMatchObject({ message: 'connect ECONNREFUSED' });
    expect(secretsIn(shown(plain))).toStrictEqual([]);
  });

  it('leaves what is no error as it is', () => {
    expect(plainError('text')).toBe('text');
    expect(plainError(undefined)).toBeUndefined();
  });
});

describe('explain', () => {
  it.each([
    ['OOM command not allowed', /maxmemory/u],
    ['ERR Error running script (call to f_1): @user_script:3: OOM command not', /maxmemory/u],
    ['ERR Error running script (call to f_1): @user_script:3: -OOM command not', /maxmemory/u],
  ])('knows what stands in %s', (message, what) => {
    expect((explain('saving', new Error(message)) as Error).message).toMatch(what);
  });
});

requires('redis')('errors of a RedisStore', () => {
  let server: RedisNode;
  const closes: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close();
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
  });

  afterAll(() => server.stop());

  async function open(kind: ClientKind, port = server.port): Promise<RedisStore> {
    const { client, close } = await connect[kind]([port]);
    closes.push(close);
    return new RedisStore({ client, prefix: `${kind}:` });
  }

  describe.each(['node-redis', 'ioredis'] as const)('with %s', (kind) => {
    const record = recordOf(KEY, {
      principal: 'principal-ann',
      attributes: new Map([['pw', Buffer.from('hunter2')]]),
    });
    const change = { ...changeOf(KEY, { pw: 'hunter2' }), principal: 'principal-ann' };

    it('show nothing of what was to be written, when the server is full', async () => {
      const store = await open(kind);
      await store.create(recordOf(KEY));
      await server.command('CONFIG', 'SET', 'maxmemory', '100kb');
      const calls = [
        () => store.create({ ...record, key: `${KEY}2` }),
        () => store.update(KEY, change),
      ];
      for (const call of calls) {
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(SessionStoreUnavailableError);
        expect(error.message).toMatch(/OOM/u);
        expect(String(error.cause)).toMatch(/Error: .*OOM command not allowed/u);
        expect(secretsIn(shown(error))).toStrictEqual([]);
      }
    });

    it('nor when the server goes away in the middle', async () => {
      const away = await startRedis();
      closes.push(() => away.stop());
      const store = await open(kind, away.port);
      await store.create(recordOf('other'));
      away.pause();
      const asked = failureOf(() => store.create(record));
      await away.kill();
      const error = await asked;
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(secretsIn(shown(error))).toStrictEqual([]);
    });

    it('nor when it does not know the command, and repeats its arguments', async () => {
      const lacking = await startRedis({ config: { 'rename-command': 'EVALSHA ""' } });
      closes.push(() => lacking.stop());
      const store = await open(kind, lacking.port);
      const error = await failureOf(() => store.load(KEY));
      expect(String(error.cause)).toMatch(/unknown command '?EVALSHA/iu);
      expect(secretsIn(shown(error))).toStrictEqual([]);
    });

    it('nor of what is under a key and is not ours', async () => {
      await server.command('SET', `${kind}:{0}:s:${KEY}`, 'hunter2');
      const { client, close } = await connect[kind]([server.port]);
      closes.push(close);
      const reports: Error[] = [];
      const onError = (error: Error): unknown => reports.push(error);
      const store = new RedisStore({ client, prefix: `${kind}:`, onError });
      await store.update(KEY, change);
      expect(reports).toMatchObject([{ code: 'HTTPSESSION_UNREADABLE_RECORD' }]);
      expect(secretsIn(shown(reports))).toStrictEqual([]);
      await store.delete(KEY);
    });
  });

  it('of connections of our own do not either', async () => {
    await server.command('ACL', 'SETUSER', 'ann', 'reset', 'on', '>hunter2', '~*', '+@all');
    const client = new Redis({ port: server.port, username: 'ann', password: 'hunter2' });
    client.on('error', () => undefined);
    closes.push(() => client.disconnect());
    const reports: Error[] = [];
    const store = new RedisStore({ client, onError: (error) => reports.push(error) });
    closes.push(() => store.close());
    const stop = await store.subscribe?.(() => undefined);
    closes.push(() => stop?.());
    expect(reports).toHaveLength(1);
    expect(String(reports[0]?.cause)).toMatch(/NOPERM/u);
    expect(reports[0]?.cause).not.toHaveProperty('command');
  });
});
