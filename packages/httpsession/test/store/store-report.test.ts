import { describe, expect, it, jest } from '@jest/globals';
import { createStoreReport, SessionStoreUnavailableError } from '../../src/index.ts';

describe('the reports of a store', () => {
  it('go to the function of its options, whatever that throws', () => {
    const told: Error[] = [];
    const report = createStoreReport((error) => {
      told.push(error);
      throw new Error('of the application');
    });
    const error = new Error('unreadable');
    expect(() => report(error)).not.toThrow();
    expect(told).toStrictEqual([error]);
  });

  it('refuses what is no function', () => {
    expect(() => createStoreReport('console.error' as never)).toThrow('onError');
  });

  describe('without such a function', () => {
    it('are warnings, each message once, at most a hundred', () => {
      const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
      try {
        const report = createStoreReport(undefined);
        for (let again = 0; again < 2; again += 1) {
          for (let nth = 0; nth < 150; nth += 1) report(new Error(`reason ${String(nth)}`));
        }
        expect(warn).toHaveBeenCalledTimes(100);
        expect(warn).toHaveBeenCalledWith('Error: reason 0', {
          type: 'HttpSessionWarning',
          detail: expect.stringContaining('onError'),
        });
      } finally {
        warn.mockRestore();
      }
    });

    it('carry the code of the error', () => {
      const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
      try {
        createStoreReport(undefined)(new SessionStoreUnavailableError('loading a session'));
        expect(warn).toHaveBeenCalledWith(
          expect.stringContaining('loading a session'),
          expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' }),
        );
      } finally {
        warn.mockRestore();
      }
    });
  });
});
