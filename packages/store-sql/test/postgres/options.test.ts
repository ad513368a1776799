import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { OptionError } from 'httpsession';
import { Client, Pool } from 'pg';
import { PostgresStore, type PostgresStoreOptions } from '../../src/index.ts';

const pool = new Pool();

describe('the options of a PostgresStore', () => {
  it.each([
    ['pool', undefined],
    ['pool', {}],
    ['pool', { pool: undefined }],
    ['pool', { pool: { query: () => undefined } }],
    ['pool', { pool: new Client() }],
    ['pool', { pool: 'postgres://u:secret@db/sessions' }],
    ['schema', { pool, schema: '' }],
    ['schema', { pool, schema: 'Sessions' }],
    ['schema', { pool, schema: 'a.b' }],
    ['schema', { pool, schema: 'a'.repeat(64) }],
    ['tablePrefix', { pool, tablePrefix: '' }],
    ['tablePrefix', { pool, tablePrefix: '1a' }],
    ['tablePrefix', { pool, tablePrefix: `a"; DROP TABLE users; --` }],
    ['tablePrefix', { pool, tablePrefix: 'a'.repeat(31) }],
    ['timeoutMs', { pool, timeoutMs: 0 }],
    ['maxPending', { pool, maxPending: 0.5 }],
    ['breaker.failures', { pool, breaker: { failures: 0 } }],
    ['breaker.retryMs', { pool, breaker: { retryMs: 5 } }],
    ['preparedStatements', { pool, preparedStatements: 'yes' }],
    ['notices', { pool, notices: 1 }],
    ['onError', { pool, onError: 'log' }],
    ['timeout', { pool, timeout: 500 }],
  ])('S-32 name %s when it is wrong: %#', (option, options) => {
    let error: unknown;
    try {
      new PostgresStore(options as PostgresStoreOptions);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ option });
    expect(inspect(error)).not.toContain('secret');
  });

  it('are told apart from one that is misspelt, whatever its value is', () => {
    const options = { pool, timeout: 100 } as PostgresStoreOptions;
    expect(() => new PostgresStore(options)).toThrow(
      'Option timeout is 100; it must be left out: it is none of pool, schema,',
    );
  });

  it('ask the server nothing, and let no broken idle connection end the process', () => {
    const emitter = Object.assign(new EventEmitter(), {
      connect: () => {
        throw new Error('it was asked');
      },
    });
    for (let turn = 0; turn < 20; turn += 1) new PostgresStore({ pool: emitter });
    expect(() => emitter.emit('error', new Error('a connection broke'))).not.toThrow();
    // However many stores there are on it.
    expect(emitter.listenerCount('error')).toBe(1);
  });
});
