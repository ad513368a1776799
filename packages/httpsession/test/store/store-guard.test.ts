import { describe, expect, it } from '@jest/globals';
import type { Timer } from '../../src/common/clock.ts';
import { OptionError, SessionStoreUnavailableError } from '../../src/common/errors.ts';
import type { OutgoingCall } from '../../src/store/outgoing-call.ts';
import { StoreGuard, type StoreGuardOptions } from '../../src/store/store-guard.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';

function guardOf(options: Partial<StoreGuardOptions> = {}): {
  guard: StoreGuard;
  clock: FakeClock;
} {
  const clock = new FakeClock();
  return { guard: new StoreGuard({ name: 'redis', clock, ...options }), clock };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('a promise calls back at once');
  return { promise, ...settle };
}

/** A clock whose next turn comes when the test says so. */
class TurningClock extends FakeClock {
  readonly turns: (() => void)[] = [];

  override nextTurn(callback: () => void): Timer {
    this.turns.push(callback);
    return { cancel: () => undefined };
  }
}

/** An error as Node's sockets throw it. */
function refusedConnection(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
}

const never = (): Promise<never> => new Promise(() => undefined);
const READING = 'reading';

/** The error that a call ends with, thrown or rejected. */
async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** Lets calls fail until the breaker opens. */
async function fail(guard: StoreGuard, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await errorOf(() => guard.run(READING, () => Promise.reject(refusedConnection())));
  }
}

describe('a StoreGuard', () => {
  it('gives an answer that is there at once as it is, without a promise', () => {
    const { guard, clock } = guardOf();
    expect(guard.run(READING, () => 7)).toBe(7);
    expect([guard.pending, clock.pendingTimers]).toStrictEqual([0, 0]);
  });

  it('gives what a promise gives, and waits for it no longer', async () => {
    const { guard } = guardOf();
    const answer = guard.run(READING, () => Promise.resolve('here'));
    expect(guard.pending).toBe(1);
    expect(await answer).toBe('here');
    expect(guard.pending).toBe(0);
  });

  it('passes on what is an answer although it is an error, thrown or rejected', async () => {
    const { guard } = guardOf({ breaker: { failures: 1 } });
    const wrongType = new Error('WRONGTYPE');
    const thrown = (): never => {
      throw wrongType;
    };
    expect(await errorOf(() => guard.run(READING, thrown))).toBe(wrongType);
    expect(await errorOf(() => guard.run(READING, () => Promise.reject(wrongType)))).toBe(
      wrongType,
    );
    expect([guard.isOpen, guard.pending]).toStrictEqual([false, 0]);
  });

  it('says what could not be reached while doing what, with the error of the driver behind it', async () => {
    const { guard } = guardOf();
    const cause = refusedConnection();
    const error = await errorOf(() => guard.run('loading a record', () => Promise.reject(cause)));
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(error).toMatchObject({ cause, code: 'HTTPSESSION_STORE_UNAVAILABLE', status: 503 });
    expect(String(error)).toContain('failed while loading a record: redis cannot be reached');
  });

  it('asks its owner which errors are failures', async () => {
    const gone = new Error('Connection is closed.');
    const { guard } = guardOf({ isFailure: (error) => error === gone });
    expect(await errorOf(() => guard.run(READING, () => Promise.reject(gone)))).toMatchObject({
      cause: gone,
    });
    const other = refusedConnection();
    expect(await errorOf(() => guard.run(READING, () => Promise.reject(other)))).toBe(other);
  });
});

describe('the time-out of a StoreGuard', () => {
  it('ends a call that has no answer by then, and not before', async () => {
    const { guard, clock } = guardOf({ timeoutMs: 200 });
    const failed = errorOf(() => guard.run('loading a record', never));
    clock.advance(199);
    expect(guard.pending).toBe(1);
    clock.advance(1);
    expect(guard.pending).toBe(0);
    const error = await failed;
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(String(error)).toContain('redis did not answer within 200 ms');
  });

  it('is 1 000 ms unless something else is said', () => {
    const { guard, clock } = guardOf();
    void errorOf(() => guard.run(READING, never));
    clock.advance(999);
    expect(guard.pending).toBe(1);
    clock.advance(1);
    expect(guard.pending).toBe(0);
  });

  it('counts for each call from when that began, by one timer for all', () => {
    const { guard, clock } = guardOf({ timeoutMs: 100 });
    const begin = (): void => void errorOf(() => guard.run(READING, never));
    begin();
    clock.advance(40);
    begin();
    clock.advance(40);
    begin();
    expect(clock.pendingTimers).toBe(1);
    const left = [20, 39, 1, 39, 1].map((ms) => {
      clock.advance(ms);
      return guard.pending;
    });
    expect(left).toStrictEqual([2, 2, 1, 1, 0]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer behind that fires again and again for nothing', async () => {
    const { guard, clock } = guardOf();
    for (let count = 0; count < 100; count += 1) await guard.run(READING, () => Promise.resolve());
    expect(clock.pendingTimers).toBe(1);
    clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not judged before the replies that came meanwhile were read', async () => {
    const clock = new TurningClock();
    const guard = new StoreGuard({ name: 'redis', clock, breaker: { failures: 1 } });
    const reply = deferred<string>();
    const answer = guard.run(READING, () => reply.promise);
    clock.advance(1000);
    expect(clock.turns).toHaveLength(1);
    // In Node's order: the timers, then what the sockets have, then the next turn.
    reply.resolve('read late, but there in time');
    await reply.promise;
    clock.turns[0]?.();
    expect(await answer).toBe('read late, but there in time');
    expect(guard.isOpen).toBe(false);
  });

  it('gives calls of a process that was busy as much more time, once', () => {
    const { guard, clock } = guardOf({ timeoutMs: 1000 });
    void errorOf(() => guard.run(READING, never));
    clock.pass(1400);
    clock.advance(0);
    const left = [399, 1].map((ms) => {
      clock.advance(ms);
      return guard.pending;
    });
    expect(left).toStrictEqual([1, 0]);
  });

  it('gives it no more than once, however busy the process stays', () => {
    const { guard, clock } = guardOf({ timeoutMs: 1000 });
    void errorOf(() => guard.run(READING, never));
    for (const ms of [1500, 900]) {
      clock.pass(ms);
      clock.advance(0);
    }
    expect(guard.pending).toBe(0);
  });

  it('ends a call of a process in which nothing else happens', async () => {
    const guard = new StoreGuard({ name: 'redis', timeoutMs: 50 });
    const began = performance.now();
    // Keeps the process alive, without an event before it is too late.
    const alive = setTimeout(() => undefined, 1000);
    await errorOf(() => guard.run(READING, never));
    expect(performance.now() - began).toBeLessThan(500);
    clearTimeout(alive);
  });

  it('throws nothing about an answer that comes afterwards, good or bad', async () => {
    const { guard, clock } = guardOf();
    const [good, bad] = [deferred<number>(), deferred<number>()];
    const failed = [good, bad].map((reply) =>
      errorOf(() => guard.run(READING, () => reply.promise)),
    );
    clock.advance(1000);
    good.resolve(1);
    bad.reject(refusedConnection());
    for (const error of await Promise.all(failed))
      expect(String(error)).toContain('did not answer');
    expect(guard.pending).toBe(0);
  });
});

describe('the bulkhead of a StoreGuard', () => {
  it('refuses calls at once while as many wait as may', async () => {
    const { guard } = guardOf({ maxPending: 2 });
    const reply = deferred<number>();
    const first = guard.run(READING, () => reply.promise);
    void errorOf(() => guard.run(READING, never));
    let called = false;
    const error = await errorOf(() =>
      guard.run('saving a record', () => {
        called = true;
        return 1;
      }),
    );
    expect(called).toBe(false);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(String(error)).toContain(
      'failed while saving a record: 2 calls wait for redis already, as many as maxPending allows',
    );
    reply.resolve(1);
    await first;
    expect(guard.run(READING, () => 3)).toBe(3);
  });
});

describe('the breaker of a StoreGuard', () => {
  it('opens after five failures in a row, and refuses with the last of them', async () => {
    const { guard } = guardOf();
    await fail(guard, 4);
    expect(guard.isOpen).toBe(false);
    await fail(guard, 1);
    expect(guard.isOpen).toBe(true);
    let called = false;
    const error = await errorOf(() =>
      guard.run(READING, () => {
        called = true;
      }),
    );
    expect(called).toBe(false);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(String(error)).toContain('the last calls to redis failed');
  });

  it('stays closed when an answer comes between the failures', async () => {
    const { guard } = guardOf({ breaker: { failures: 2 } });
    await fail(guard, 1);
    await guard.run(READING, () => Promise.resolve());
    await fail(guard, 1);
    await errorOf(() => guard.run(READING, () => Promise.reject(new Error('an answer'))));
    await fail(guard, 1);
    expect(guard.isOpen).toBe(false);
  });

  it('counts time-outs', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 2 } });
    const failed = [1, 2].map(() => errorOf(() => guard.run(READING, never)));
    clock.advance(1000);
    await Promise.all(failed);
    expect(guard.isOpen).toBe(true);
  });

  it('lets one call try after retryMs at the latest, half of it at the soonest', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 1, retryMs: 1000 } });
    await fail(guard, 1);
    clock.advance(499);
    expect(() => guard.run(READING, () => 1)).toThrow('the last calls to redis failed');
    clock.advance(501);
    const tried = deferred<string>();
    const answer = guard.run(READING, () => tried.promise);
    expect(() => guard.run(READING, () => 1)).toThrow('the last calls to redis failed');
    tried.resolve('back');
    expect(await answer).toBe('back');
    expect(guard.isOpen).toBe(false);
  });

  it('lets one call try at once when it is told that the driver has connected again', async () => {
    const { guard } = guardOf({ breaker: { failures: 1, retryMs: 60_000 } });
    guard.retryNow();
    expect(guard.isOpen).toBe(false);
    await fail(guard, 1);
    guard.retryNow();
    expect(guard.isOpen).toBe(true);
    expect(await guard.run(READING, () => Promise.resolve(1))).toBe(1);
  });

  it('waits again when that call fails', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 3, retryMs: 1000 } });
    await fail(guard, 3);
    clock.advance(1000);
    await fail(guard, 1);
    clock.advance(499);
    expect(() => guard.run(READING, () => 1)).toThrow('the last calls to redis failed');
    clock.advance(501);
    expect(await guard.run(READING, () => Promise.resolve(1))).toBe(1);
  });

  it('does not put the try off for calls that fail after it opened', async () => {
    const { guard, clock } = guardOf({ timeoutMs: 2000, breaker: { failures: 1, retryMs: 1000 } });
    const older = errorOf(() => guard.run(READING, never));
    clock.advance(1500);
    await fail(guard, 1);
    clock.advance(500);
    await older;
    clock.advance(500);
    expect(await guard.run(READING, () => Promise.resolve(1))).toBe(1);
  });

  it('tries again with the next call when a try was answered without the server', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 1 } });
    await fail(guard, 1);
    clock.advance(1000);
    expect(guard.run(READING, () => 'from memory')).toBe('from memory');
    expect(guard.isOpen).toBe(true);
    expect(await guard.run(READING, () => Promise.resolve(1))).toBe(1);
    expect(guard.isOpen).toBe(false);
  });

  it('tells of a server that is silent when it opens, and with each try, but not of one that is away', async () => {
    let told = 0;
    const { guard, clock } = guardOf({
      breaker: { failures: 2 },
      onSilence: () => {
        told += 1;
      },
    });
    const calls = [1, 2, 3].map(() => errorOf(() => guard.run(READING, never)));
    clock.advance(1000);
    await Promise.all(calls);
    expect(told).toBe(1);
    clock.advance(1000);
    const tried = errorOf(() => guard.run(READING, never));
    clock.advance(1000);
    await tried;
    expect(told).toBe(2);
    clock.advance(1000);
    await fail(guard, 1);
    expect(told).toBe(2);
  });

  it('closes by an answer that came too late: somebody is there', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 1 } });
    const reply = deferred<number>();
    const failed = errorOf(() => guard.run(READING, () => reply.promise));
    clock.advance(1000);
    await failed;
    expect(guard.isOpen).toBe(true);
    reply.resolve(1);
    await reply.promise;
    expect(guard.isOpen).toBe(false);
  });
});

describe('a call that begins with StoreGuard.begin', () => {
  /** A call that is out, and what its caller gets. */
  function begun(
    guard: StoreGuard,
    what = READING,
  ): { answer: Promise<string>; call: OutgoingCall<string> } {
    const calls: OutgoingCall<string>[] = [];
    const answer = guard.begin<string>(what, (call) => void calls.push(call));
    const [call] = calls;
    if (call === undefined) throw new Error('a call that is let out begins at once');
    return { answer, call };
  }

  /** The error of a call that must not begin. */
  async function refusalOf(guard: StoreGuard): Promise<unknown> {
    let isStarted = false;
    const refused = guard.begin('saving a record', () => {
      isStarted = true;
    });
    const error = await errorOf(() => refused);
    expect(isStarted).toBe(false);
    return error;
  }

  it('gives what it is resolved with, and is waited for until then', async () => {
    const { guard } = guardOf();
    const { answer, call } = begun(guard, 'loading a record');
    expect([call.what, call.isWaiting, guard.pending]).toStrictEqual(['loading a record', true, 1]);
    call.resolve('here');
    expect([call.isWaiting, guard.pending]).toStrictEqual([false, 0]);
    expect(await answer).toBe('here');
  });

  it('says what could not be reached when it is rejected with a failure, which counts', async () => {
    const { guard } = guardOf({ breaker: { failures: 1 } });
    const cause = refusedConnection();
    const { answer, call } = begun(guard, 'loading a record');
    call.reject(cause);
    const error = await errorOf(() => answer);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(error).toMatchObject({ cause });
    expect(String(error)).toContain('failed while loading a record: redis cannot be reached');
    expect([guard.isOpen, guard.pending, call.isWaiting]).toStrictEqual([true, 0, false]);
  });

  it('passes on what it is rejected with when that is an answer, which counts as one', async () => {
    const { guard } = guardOf({ breaker: { failures: 2 } });
    const wrongType = new Error('WRONGTYPE');
    await fail(guard, 1);
    const { answer, call } = begun(guard);
    call.reject(wrongType);
    expect(await errorOf(() => answer)).toBe(wrongType);
    await fail(guard, 1);
    expect([guard.isOpen, guard.pending]).toStrictEqual([false, 0]);
  });

  it('does not begin while as many wait as may, and rejects', async () => {
    const { guard } = guardOf({ maxPending: 1 });
    const { answer, call } = begun(guard);
    const error = await refusalOf(guard);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(String(error)).toContain('failed while saving a record: 1 calls wait for redis already');
    call.resolve('');
    await answer;
    expect(begun(guard).call.isWaiting).toBe(true);
  });

  it('does not begin while the breaker is open, and rejects; the one that tries closes it', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 1, retryMs: 1000 } });
    await fail(guard, 1);
    const error = await refusalOf(guard);
    expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(String(error)).toContain('the last calls to redis failed');
    clock.advance(1000);
    const { answer, call } = begun(guard);
    await refusalOf(guard);
    call.resolve('back');
    expect(await answer).toBe('back');
    expect(guard.isOpen).toBe(false);
  });

  it('rejects when it has no answer in time, which counts and is told', async () => {
    let told = 0;
    const { guard, clock } = guardOf({
      timeoutMs: 200,
      breaker: { failures: 1 },
      onSilence: () => {
        told += 1;
      },
    });
    const { answer, call } = begun(guard, 'loading a record');
    const failed = errorOf(() => answer);
    clock.advance(199);
    expect([call.isWaiting, guard.pending]).toStrictEqual([true, 1]);
    clock.advance(1);
    expect([call.isWaiting, guard.pending]).toStrictEqual([false, 0]);
    expect(String(await failed)).toContain('redis did not answer within 200 ms');
    expect([guard.isOpen, told]).toStrictEqual([true, 1]);
  });

  it('is a sign of life when it is answered too late: the breaker closes, and the caller hears nothing', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 1 } });
    const { answer, call } = begun(guard);
    const failed = errorOf(() => answer);
    clock.advance(1000);
    expect(guard.isOpen).toBe(true);
    call.resolve('late');
    expect([guard.isOpen, guard.pending]).toStrictEqual([false, 0]);
    expect(String(await failed)).toContain('did not answer');
  });

  it('says nothing new when it is rejected too late', async () => {
    const { guard, clock } = guardOf({ breaker: { failures: 2 } });
    const { answer, call } = begun(guard);
    const failed = errorOf(() => answer);
    clock.advance(1000);
    call.reject(refusedConnection());
    expect([guard.isOpen, guard.pending]).toStrictEqual([false, 0]);
    expect(String(await failed)).toContain('did not answer');
  });
});

describe('the options of a StoreGuard', () => {
  it.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: 30_001 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['maxPending', { maxPending: 1.5 }],
    ['breaker.failures', { breaker: { failures: 0 } }],
    ['breaker.retryMs', { breaker: { retryMs: 9 } }],
    ['breaker.failure', { breaker: { failure: 3 } }],
    ['breaker', { breaker: 3 }],
    ['clock', { clock: { now: Date.now } }],
  ])('name %s when it is wrong', (option, options) => {
    const make = (): unknown => new StoreGuard({ name: 'redis', ...(options as object) });
    expect(make).toThrow(OptionError);
    expect(make).toThrow(expect.objectContaining({ option }));
  });
});
