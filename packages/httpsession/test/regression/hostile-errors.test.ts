import { describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SessionStoreUnavailableError } from 'httpsession';
import { Diagnostics } from '../../src/engine/diagnostics.ts';
import { expectAllEndByThemselves } from '../support/all-end.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';

function throwing(error: Error, ...properties: string[]): Error {
  for (const property of properties) {
    Object.defineProperty(error, property, {
      get() {
        throw new Error(`get ${property}`);
      },
    });
  }
  return error;
}

const hostile: Record<string, () => unknown> = {
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
    revoke();
    return proxy;
  },
  'an error that cannot be read': () => throwing(new Error('x'), 'stack', 'message', 'name'),
  'our error with a status that cannot be read': () =>
    throwing(new SessionStoreUnavailableError('testing'), 'stack', 'message', 'status'),
  'an error with a symbol for its message': () =>
    Object.assign(new Error('x'), { message: Symbol('m') }),
};

describe.each(Object.entries(hostile))('a handler that throws %s', (_name, make) => {
  it.each([['at once'], ['later']])('is answered with 500 and lets go: %s', async (when) => {
    const app = await serve({}, (request) => {
      request.getSession();
      const error = make();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the case
      if (when === 'later') return Promise.reject(error);
      throw error;
    });
    const answer = await once(app.port, 'GET /');
    expect([answer.status, answer.body]).toEqual([500, 'Internal Server Error\n']);
    expect(app.errors).toHaveLength(1);
    expectAllEndByThemselves(app);
  });

  it('can be printed, and reported by a warning', async () => {
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (text) => written.push(String(text)) > 0;
    try {
      const app = await serve({ onError: undefined }, () => {
        throw make();
      });
      expect((await once(app.port, 'GET /')).status).toBe(500);
    } finally {
      process.stderr.write = write;
    }
    expect(written).toHaveLength(1);
    expect(() => new Diagnostics(new FakeClock()).failure('A test', make())).not.toThrow();
  });
});

describe('a failure that nobody can be told', () => {
  it('is a warning once a minute for each kind', () => {
    const warnings: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    try {
      const clock = new FakeClock();
      const diagnostics = new Diagnostics(clock);
      diagnostics.failure('One', new Error('1'));
      diagnostics.failure('One', new Error('2'));
      diagnostics.failure('Two', new Error('3'));
      clock.advance(59_999);
      diagnostics.failure('One', new Error('4'));
      clock.advance(1);
      diagnostics.failure('One', new Error('5'));
    } finally {
      process.emitWarning = emitWarning;
    }
    expect(warnings).toEqual([
      'One failed: Error: 1',
      'Two failed: Error: 3',
      'One failed: Error: 5',
    ]);
  });

  it('is not read where nobody wants it read', () => {
    const published: unknown[] = [];
    const note = (message: unknown) => void published.push(message);
    let reads = 0;
    const error = Object.defineProperty(new Error('x'), 'stack', {
      get: () => String((reads += 1)),
    });
    const diagnostics = new Diagnostics(new FakeClock());
    subscribe('httpsession:error', note);
    diagnostics.failure('One', error);
    unsubscribe('httpsession:error', note);
    const { emitWarning } = process;
    process.emitWarning = () => undefined;
    diagnostics.failure('One', error);
    process.emitWarning = emitWarning;
    expect(published).toHaveLength(1);
    expect(reads).toBe(0);
  });
});
