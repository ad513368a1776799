import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { withoutValues } from '../../src/common/driver-errors.ts';

describe('what is passed on of an error of a driver', () => {
  it('is what it is known by, and where it happened', () => {
    const error = Object.assign(new RangeError('too long'), {
      code: 'ER_DATA_TOO_LONG',
      errno: 1406,
      sqlState: '22001',
      sql: 'hunter2',
      sqlMessage: 'hunter2',
      cause: new Error('hunter2'),
    });
    const plain = withoutValues(error);
    expect(plain).toMatchObject({ code: 'ER_DATA_TOO_LONG', errno: 1406, sqlState: '22001' });
    expect(plain.stack).toMatch(/^RangeError: too long\n\s+at .*driver-errors\.test/u);
    expect(inspect(plain, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  it('is another message when its own may quote values, also in the stack', () => {
    const error = new Error("Duplicate entry 'hunter2\n    at hunter2' for key");
    const plain = withoutValues(error, 'left out');
    expect(plain.message).toBe('left out');
    expect(plain.stack).toMatch(/^Error: left out\n\s+at /u);
    expect(inspect(plain, { showHidden: true })).not.toContain('hunter2');
  });

  it('is what the first address said, of a host that has several', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    const plain = withoutValues(new AggregateError([refused, refused], ''));
    expect(plain).toMatchObject({ message: refused.message, code: 'ECONNREFUSED' });
    expect(plain).toHaveProperty('syscall', 'connect');
  });

  it('is nothing of what is no error', () => {
    expect(inspect(withoutValues('hunter2'), { depth: 9 })).not.toContain('hunter2');
    expect(withoutValues({ message: 7 })).toBeInstanceOf(Error);
  });
});
