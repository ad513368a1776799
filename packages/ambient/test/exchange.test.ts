import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createServer, SessionManager, http1Classes } from 'httpsession';
import { createServer as createHttpServer } from 'node:http';
import { AsyncLocalStorage } from 'node:async_hooks';
import { request, response, session } from '../src/http/index.ts';
import {
  ambientHandler,
  bindExchange,
  currentExchange,
  OutsideRequestError,
  requireExchange,
  runWithExchange,
} from '../src/index.ts';
import { deferred, serve } from './support/serve.ts';

const options = { store: 'memory' } as const;

function app(application: () => void | Promise<void>) {
  return createServer(options, ambientHandler(application));
}

describe('requests at the same time', () => {
  test('see their own parameters, sessions and responses', async () => {
    const all = deferred();
    let arrived = 0;
    const server = app(async () => {
      const name = request.getParameter('name');
      session.setAttribute('name', name);
      arrived += 1;
      if (arrived === 20) all.resolve();
      await all.promise;
      await new Promise(setImmediate);
      response.print(`${name} ${request.getParameter('name')} ${session.getAttribute('name')}`);
    });
    await serve(server, async (get) => {
      const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
      const answers = await Promise.all(names.map((name) => get(`/?name=${name}`)));
      expect(answers.map(({ text }) => text)).toEqual(
        names.map((name) => `${name} ${name} ${name}`),
      );
      expect(new Set(answers.map(({ cookie }) => cookie)).size).toBe(20);
    });
  });

  test('on one connection, one after the other, leave nothing behind', async () => {
    const server = app(() => {
      response.print(request.getAttribute('left') ?? 'nothing');
      request.setAttribute('left', 'something');
    });
    await serve(server, async (get) => {
      expect((await get()).text).toBe('nothing');
      expect((await get()).text).toBe('nothing');
    });
  });
});

describe('what a handler starts is in its request', () => {
  test.each([
    ['a timer', (run: () => void) => void setTimeout(run, 1)],
    ['an immediate', (run: () => void) => void setImmediate(run)],
    ['a tick', (run: () => void) => process.nextTick(run)],
    ['a microtask', (run: () => void) => queueMicrotask(run)],
    ['a promise', (run: () => void) => void Promise.resolve().then(run)],
  ])('%s', async (_name, start) => {
    const server = app(async () => {
      const done = deferred<string | null>();
      start(() => done.resolve(request.getParameter('q')));
      response.print(await done.promise);
    });
    await serve(server, async (get) => {
      expect((await get('/?q=mine')).text).toBe('mine');
    });
  });
});

describe('after the response', () => {
  test('there is no request any more, in the same async context', async () => {
    const over = deferred();
    const seen = deferred<unknown[]>();
    const server = app(() => {
      session.setAttribute('a', 1);
      response.println('done');
      void over.promise.then(() => {
        const thrown: unknown[] = [session.isValid(), request.isValid(), response.isValid()];
        const calls: (() => unknown)[] = [
          () => session.setAttribute('late', 1),
          () => request.getMethod(),
          () => response.print('late'),
          () => requireExchange(),
        ];
        for (const call of calls) {
          try {
            thrown.push(call());
          } catch (error) {
            thrown.push((error as OutsideRequestError).reason);
          }
        }
        seen.resolve([...thrown, currentExchange()]);
      });
    });
    server.on('request', (_request, nodeResponse) => {
      nodeResponse.once('close', () => setImmediate(over.resolve));
    });
    await serve(server, async (get) => {
      expect((await get()).text).toBe('done\n');
      expect(await seen.promise).toEqual([
        false,
        false,
        false,
        'over',
        'over',
        'over',
        'over',
        undefined,
      ]);
    });
  });

  test('an exchange that somebody kept is empty', async () => {
    const kept = deferred<NonNullable<ReturnType<typeof currentExchange>>>();
    const server = app(() => {
      kept.resolve(requireExchange());
      response.print('x');
    });
    const closed = deferred();
    server.on('request', (_request, nodeResponse) => {
      nodeResponse.once('close', () => setImmediate(closed.resolve));
    });
    await serve(server, async (get) => {
      await get();
      await closed.promise;
      const exchange = await kept.promise;
      expect(exchange.isOpen).toBe(false);
      expect(() => exchange.request).toThrow('exchange.request: the response of the request');
      expect(() => exchange.response).toThrow(OutsideRequestError);
    });
  });

  test('what runs behind close() in the handler is still in the request', async () => {
    const names = deferred<string[]>();
    const server = app(() => {
      session.setAttribute('a', 1);
      response.print('x');
      response.close();
      response.print('dropped');
      session.setAttribute('b', 2);
      names.resolve(session.getAttributeNames());
    });
    await serve(server, async (get) => {
      expect((await get()).text).toBe('x');
      expect(await names.promise).toEqual(['a', 'b']);
    });
  });

  test('a handler whose client went away may go on to its end', async () => {
    const arrived = deferred();
    const gone = deferred();
    const results = deferred<[boolean, boolean]>();
    const server = app(async () => {
      const isValid = () => request.isValid();
      arrived.resolve();
      await gone.promise;
      const before = isValid();
      setImmediate(() => setImmediate(() => results.resolve([before, isValid()])));
    });
    server.on('request', (_request, nodeResponse) => {
      nodeResponse.once('close', () => setImmediate(gone.resolve));
    });
    await serve(server, async () => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await arrived.promise;
      socket.destroy();
      expect(await results.promise).toEqual([true, false]);
    });
  });
});

describe('outside a request', () => {
  test('there is no exchange', () => {
    expect(currentExchange()).toBeUndefined();
    expect(() => requireExchange('here')).toThrow('here: no request is being handled here');
    expect(() => bindExchange(() => {})).toThrow(OutsideRequestError);
  });

  test('a callback that others call has one when it is bound', async () => {
    const callbacks: (() => string | null)[] = [];
    const server = app(async () => {
      const read = () => (request.isValid() ? request.getParameter('q') : 'none');
      callbacks.push(read, bindExchange(read));
      const done = deferred<(string | null)[]>();
      waiting.push(done.resolve);
      response.json(await done.promise);
    });
    const waiting: ((answers: (string | null)[]) => void)[] = [];
    await serve(server, async (get) => {
      const answer = get('/?q=mine');
      while (waiting.length === 0) await new Promise(setImmediate);
      waiting[0]!(callbacks.map((callback) => callback()));
      expect((await answer).text).toBe('["none","mine"]');
    });
  });

  test('a bound callback gets arguments, and gives its result', async () => {
    const server = app(() => {
      const sum = bindExchange((a: number, b: number) => `${a + b} ${request.getMethod()}`);
      response.print(sum(1, 2));
    });
    await serve(server, async (get) => {
      expect((await get()).text).toBe('3 GET');
    });
  });
});

describe('exchanges in one another', () => {
  test('the inner one stands before the outer one, until it is left', async () => {
    const server = app(async () => {
      const { request: outer, response: own } = requireExchange();
      const named = (name: string) =>
        new Proxy(outer, {
          get: (target, key): unknown =>
            key === 'getMethod' ? () => name : Reflect.get(target, key, target),
        });
      const seen = [request.getMethod()];
      seen.push(runWithExchange(named('INNER'), own, () => request.getMethod()));
      seen.push(
        await runWithExchange(named('LATER'), own, async () => {
          await new Promise(setImmediate);
          return request.getMethod();
        }),
      );
      seen.push(request.getMethod());
      response.json(seen);
    });
    await serve(server, async (get) => {
      expect(JSON.parse((await get()).text)).toEqual(['GET', 'INNER', 'LATER', 'GET']);
    });
  });

  test('what it throws is thrown, and the outer one is there again', async () => {
    const server = app(async () => {
      const { request: outer, response: own } = requireExchange();
      expect(() =>
        runWithExchange(outer, own, () => {
          throw new RangeError('now');
        }),
      ).toThrow(new RangeError('now'));
      await expect(
        runWithExchange(outer, own, () => Promise.reject(new RangeError('then'))),
      ).rejects.toThrow(new RangeError('then'));
      response.print(request.getMethod());
    });
    await serve(server, async (get) => {
      expect((await get()).text).toBe('GET');
    });
  });
});

test('contexts of others stay', async () => {
  const theirs = new AsyncLocalStorage<string>();
  const manager = new SessionManager(options);
  const handler = ambientHandler(() => response.print(theirs.getStore()));
  const server = createHttpServer(http1Classes, (req, res) =>
    theirs.run('theirs', () => manager.handle(req, res, () => handler(req, res))),
  );
  await serve(server, async (get) => {
    expect((await get()).text).toBe('theirs');
  });
  await manager.close();
});

describe('errors of a handler', () => {
  test.each([
    ['now', () => Promise.reject(new RangeError('secret'))],
    [
      'later',
      () => {
        response.print('half');
        throw new RangeError('secret');
      },
    ],
  ])('are answered with 500, %s', async (_when, application) => {
    const errors: unknown[] = [];
    const server = createServer(
      { ...options, onError: (error) => void errors.push(error) },
      ambientHandler(application),
    );
    await serve(server, async (get) => {
      const { status, text } = await get();
      expect(status).toBe(500);
      expect(text).not.toMatch(/secret|half/);
      expect(errors).toEqual([new RangeError('secret')]);
    });
  });

  test('a target that cannot be read is refused', async () => {
    await serve(
      app(() => response.print('reached')),
      async (get) => {
        expect((await get('/%2')).status).toBe(400);
      },
    );
  });
});
