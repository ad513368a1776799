import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { PostgresStore, type PostgresPool } from '@httpsession/store-sql';

test('a client that fails before its pool has answered does not end the process', () => {
  const emitter = new EventEmitter();
  const pool = Object.assign(emitter, {
    connect: () => Promise.reject(new Error('not asked for here')),
  }) as PostgresPool & EventEmitter;
  new PostgresStore({ pool });
  const client = new EventEmitter();
  // As pg-pool does, in the middle of the bytes that the server sent.
  pool.emit('acquire', client);
  expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
});
