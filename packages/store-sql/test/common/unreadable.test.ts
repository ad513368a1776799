import { describe, expect, it, jest } from '@jest/globals';
import { OptionError } from 'httpsession';
import { Reader } from '../../src/common/unreadable.ts';

function fail(): string {
  throw new RangeError('the row ends in the middle');
}

describe('what a store on SQL reports', () => {
  it('is warned of, each message once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    try {
      const reader = new Reader(undefined);
      reader.tryRead([], fail);
      reader.tryRead([], fail);
      reader.report(new Error('deleting it failed'));
      expect(warn.mock.calls).toEqual([
        [
          expect.stringContaining('its row is not'),
          expect.objectContaining({ code: 'HTTPSESSION_UNREADABLE_RECORD' }),
        ],
        [expect.stringContaining('deleting it failed'), expect.anything()],
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  it('is told to onError, which may throw', () => {
    const told: Error[] = [];
    const reader = new Reader((error) => {
      told.push(error);
      throw error;
    });
    expect(reader.tryRead([], fail)).toBeUndefined();
    expect(told).toMatchObject([{ code: 'HTTPSESSION_UNREADABLE_RECORD' }]);
  });

  it('needs a function', () => {
    expect(() => new Reader('log' as never)).toThrow(OptionError);
  });
});
