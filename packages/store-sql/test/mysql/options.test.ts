import { describe, expect, it } from '@jest/globals';
import { createPool } from 'mysql2/promise';
import { MysqlStore, type MysqlStoreOptions } from '../../src/index.ts';

describe('the options of a MysqlStore', () => {
  it.each([[undefined], [null], [{}]])('need a pool, and say so: %p', (options) => {
    const make = (): MysqlStore => new MysqlStore(options as MysqlStoreOptions);
    expect(make).toThrow(expect.objectContaining({ option: 'pool' }));
  });

  it('are told apart from one that is misspelt, whatever its value is', () => {
    const options = { pool: createPool({}), timeout: 100 } as MysqlStoreOptions;
    expect(() => new MysqlStore(options)).toThrow(
      'Option timeout is 100; it must be left out: it is none of pool, tablePrefix,',
    );
  });
});
