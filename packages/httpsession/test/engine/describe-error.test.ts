import { describe, expect, it } from '@jest/globals';
import { describeFailure } from '../../src/common/describe-error.ts';
import { SessionStoreUnavailableError } from '../../src/common/errors.ts';

const unavailable = (cause?: unknown): SessionStoreUnavailableError =>
  new SessionStoreUnavailableError('writing a session', { cause, why: 'it is away' });

describe('describeFailure', () => {
  it('tells what is behind an error of ours, whole', () => {
    const text = describeFailure(unavailable(unavailable()));
    expect(text.split('; cause: ')).toStrictEqual([
      expect.stringContaining('it is away'),
      expect.stringContaining('it is away'),
    ]);
  });

  it('tells only name and code of an error of others', () => {
    const driver = Object.assign(new TypeError('HSET session:5e55 token'), { code: 'ECONNRESET' });
    const text = describeFailure(unavailable(unavailable(driver)));
    expect(text).toMatch(/; cause: TypeError ECONNRESET$/u);
    expect(text).not.toContain('5e55');
    expect(describeFailure(unavailable(new Error('token')))).toMatch(/; cause: Error$/u);
  });

  it('ends where errors are behind one another for ever', () => {
    const one = unavailable();
    one.cause = one;
    expect(describeFailure(one).split('; cause: ')).toHaveLength(4);
  });

  it.each([
    ['no error', undefined],
    ['a text', 'token'],
    ['an object', { token: 1 }],
  ])('says nothing of a cause that is %s', (_, cause) => {
    expect(describeFailure(unavailable(cause))).not.toContain('; cause');
  });

  it('tells of the error whose cause throws when it is looked at', () => {
    const error = unavailable();
    Object.defineProperty(error, 'cause', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(describeFailure(error)).toContain('it is away');
  });
});
