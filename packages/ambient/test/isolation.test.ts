import { EventEmitter, once } from 'node:events';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createServer } from 'httpsession';
import { request, response, session } from '../src/http/index.ts';
import { ambientHandler, bindExchange, OutsideRequestError } from '../src/index.ts';
import { deferred, serve } from './support/serve.ts';

const REQUESTS = 300;

/** Calls back whoever waits, from wherever it is called: as a pool of connections does. */
class Pool {
  readonly #waiting: (() => void)[] = [];

  wait(callback: () => void): void {
    this.#waiting.push(callback);
    if (this.#waiting.length % 7 !== 0) return;
    // The last one that came calls back all, in its own request.
    for (const each of this.#waiting.splice(0).reverse()) each();
  }

  /** For the rest, whom nobody follows. */
  drain(): void {
    for (const each of this.#waiting.splice(0)) each();
  }
}

const pool = new Pool();
/** One emitter of all requests. */
const shared = new EventEmitter().setMaxListeners(0);

/** Ways in which a request waits, each by another mechanism of Node. */
const WAYS: readonly (() => Promise<void>)[] = [
  () => Promise.resolve(),
  () => sleep(1),
  () => new Promise((resolve) => void setImmediate(resolve)),
  () => new Promise((resolve) => process.nextTick(resolve)),
  async () => {
    const name = request.getParameter('name');
    const seen: unknown[] = [];
    const spy = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        seen.push(request.getParameter('name'));
        setImmediate(done, null, chunk);
      },
    });
    const target = new PassThrough();
    target.resume();
    await pipeline(Readable.from(['a', 'b']), spy, target);
    expect(seen).toEqual([name, name]);
  },
  async () => {
    const own = new EventEmitter();
    setTimeout(() => own.emit('done'), 1);
    await once(own, 'done');
  },
  () =>
    new Promise((resolve) => {
      shared.once('tick', bindExchange(resolve));
    }),
  () =>
    new Promise((resolve, reject) => {
      const name = request.getParameter('name');
      pool.wait(
        bindExchange(() => {
          if (request.getParameter('name') === name) resolve();
          else reject(new Error(`${name} is called back as ${request.getParameter('name')}`));
        }),
      );
    }),
];

test(`${REQUESTS} requests that wait in all ways see nothing of one another`, async () => {
  const server = createServer(
    { store: 'memory', onError: () => {} },
    ambientHandler(async () => {
      const name = request.getParameter('name')!;
      const number = Number(name.slice(1));
      session.setAttribute('seen', [name]);
      request.setAttribute('name', name);
      for (let step = 0; step < WAYS.length; step += 1) {
        await WAYS[(number + step) % WAYS.length]!();
        const seen = session.getAttribute('seen') as string[];
        session.setAttribute('seen', [...seen, request.getAttribute('name')]);
        response.addHeader('X-Name', request.getParameter('name')!);
      }
      response.json(session.getAttribute('seen'));
    }),
  );
  const ticks = setInterval(() => {
    shared.emit('tick');
    pool.drain();
  }, 2);
  try {
    await serve(server, async (get) => {
      const names = Array.from({ length: REQUESTS }, (_, n) => `n${n}`);
      const answers = await Promise.all(names.map((name) => get(`/?name=${name}`)));
      const expected = names.map((name) => Array.from({ length: WAYS.length + 1 }, () => name));
      expect(answers.map(({ text }) => JSON.parse(text) as unknown)).toEqual(expected);
      expect(answers.map(({ headers }) => headers.get('X-Name')?.split(', '))).toEqual(
        expected.map((each) => each.slice(1)),
      );
      expect(new Set(answers.map(({ cookie }) => cookie)).size).toBe(REQUESTS);
    });
  } finally {
    clearInterval(ticks);
  }
});

describe('what outlives its request', () => {
  const LATE: readonly (readonly [string, () => unknown])[] = [
    ['session.getAttribute', (): unknown => session.getAttribute('secret')],
    ['session.setAttribute', () => session.setAttribute('secret', 'late')],
    ['session.getId', () => session.getId()],
    ['session.invalidate', () => session.invalidate()],
    ['request.getParameter', () => request.getParameter('name')],
    ['request.getHeader', () => request.getHeader('Cookie')],
    ['request.setAttribute', () => request.setAttribute('a', 1)],
    ['response.println', () => response.println('late')],
    ['response.setHeader', () => response.setHeader('X-Late', '1')],
    ['response.addCookie', () => response.addCookie({ name: 'late', value: '1' })],
  ];

  test.each(LATE)('%s throws, and says that the response is over', async (name, call) => {
    const thrown = deferred<unknown>();
    const server = createServer(
      { store: 'memory' },
      ambientHandler(() => {
        session.setAttribute('secret', 'x');
        response.print('done');
        let turns = 0;
        const timer = setInterval(() => {
          turns += 1;
          if (request.isValid() && turns < 500) return;
          clearInterval(timer);
          try {
            thrown.resolve(call());
          } catch (error) {
            thrown.resolve(error);
          }
        }, 1);
      }),
    );
    await serve(server, async (get) => {
      const { text, cookie } = await get();
      expect(text).toBe('done');
      const error = (await thrown.promise) as OutsideRequestError;
      expect(error).toBeInstanceOf(OutsideRequestError);
      expect(error.message).toBe(
        `${name}: the response of the request it belongs to is over. Do it before the response ` +
          'ends, or keep what is needed in a variable',
      );
      expect(error).toMatchObject({ code: 'AMBIENT_OUTSIDE_REQUEST', reason: 'over' });
      expect(cookie).toMatch(/^JSESSIONID=/);
    });
  });

  test('never gets the next request of its connection', async () => {
    const names = deferred<unknown[]>();
    const seen: unknown[] = [];
    const server = createServer(
      { store: 'memory' },
      ambientHandler(() => {
        const name = request.getParameter('name');
        response.print(name);
        const look = (): void => {
          seen.push(request.isValid() ? request.getParameter('name') : 'over');
          if (seen.length === 40) names.resolve(seen);
          else if (seen.length < 40) setTimeout(look, 1);
        };
        if (name === 'first') setTimeout(look, 1);
      }),
    );
    await serve(server, async (get) => {
      expect((await get('/?name=first')).text).toBe('first');
      for (let n = 0; n < 5; n += 1) await get('/?name=next');
      expect((await names.promise).filter((name) => name !== 'over' && name !== 'first')).toEqual(
        [],
      );
      expect((await names.promise).at(-1)).toBe('over');
    });
  });
});
