import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionResponse } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { gate } from '../support/gate.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';

const unavailable = 'HTTPSESSION_STORE_UNAVAILABLE';

/** The code of an error, and that of its cause. */
function codesOf(error: unknown): unknown[] {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return [code, cause?.code];
}

describe.each<['later' | 'at once']>([['later'], ['at once']])(
  'a held answer whose session cannot be saved, with a store that answers %s',
  (answers) => {
    /** A server whose handler fails to save a session, and what `answer` gave. */
    async function failing<T>(answer: (response: SessionResponse) => T | Promise<T>) {
      const { clock, store } = distantStore({ answers, coherent: false });
      const outcome = { result: undefined as T | undefined };
      const done = gate();
      const app = await serve({ clock, store }, async (request, response) => {
        request.getSession();
        outcome.result = await answer(response);
        done.open();
      });
      store.fail('create');
      const client = await connectTo(app.port);
      expect(await client.get('/')).toMatchObject({ status: 503, isWhole: true });
      await done.passed;
      // Who is told destroys the response, as a pipeline does: the connection has nothing to do with it.
      expect(client.socket.destroyed).toBe(false);
      return outcome.result;
    }

    it('R13 tells every writer, once', async () => {
      const told = await failing(async (response) => {
        const errors: [string, unknown][] = [];
        response.write('a', (error) => errors.push(['a', error]));
        response.write('b', 'utf8', (error) => errors.push(['b', error]));
        await new Promise<void>((resolve) => {
          response.end('c', (error?: unknown) => {
            errors.push(['end', error]);
            resolve();
          });
        });
        response.write('late', (error) => errors.push(['late', error]));
        await turn();
        return errors;
      });
      expect(told?.map(([name]) => name)).toEqual(['a', 'b', 'end', 'late']);
      for (const [, error] of told ?? []) expect(codesOf(error)).toContain(unavailable);
      expect(codesOf(told?.at(-1)?.[1])).toEqual(['ERR_STREAM_DESTROYED', unavailable]);
    });

    it('R13 tells who ends without writing', async () => {
      const told = await failing(
        (response) =>
          new Promise((resolve) => {
            response.end((error?: unknown) => resolve(error));
          }),
      );
      expect(codesOf(told)).toContain(unavailable);
    });

    it.each<[string, () => AsyncIterable<string> | Readable]>([
      ['of a short stream', () => Readable.from(['a', 'b'])],
      ['of an endless stream', () => new Readable({ read() {} })],
      [
        'of an endless generator',
        async function* () {
          for (;;) {
            await turn();
            yield 'a';
          }
        },
      ],
      [
        'of a generator that ends late',
        async function* () {
          yield 'a';
          for (let i = 0; i < 20; i += 1) await turn();
        },
      ],
    ])('R13 a pipeline %s is rejected with the reason', async (_what, source) => {
      const told = await failing((response) => {
        response.write('first');
        return pipeline(source(), response).catch((error: unknown) => error);
      });
      expect(codesOf(told)).toContain(unavailable);
    });

    it('R13 harms nobody who does not listen', async () => {
      const uncaught: unknown[] = [];
      const note = (error: unknown) => uncaught.push(error);
      process.on('uncaughtException', note);
      await failing(async (response) => {
        Readable.from(['a', 'b']).pipe(response);
        for (let i = 0; i < 10; i += 1) await turn();
      });
      process.off('uncaughtException', note);
      expect(uncaught).toEqual([]);
    });

    it('R13 tells writers also when bytes are out already', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const told: [string, unknown][] = [];
      const [arrived, done] = [gate(), gate()];
      const app = await serve({ clock, store }, async (request, response) => {
        const session = request.getSession();
        response.setHeader('Content-Length', 9);
        response.write('first');
        await arrived.passed;
        response.on('error', (error) => told.push(['error', error]));
        response.write('last', (error) => told.push(['last', error]));
        session.setAttribute('a', 1);
        response.end((error?: unknown) => {
          told.push(['end', error]);
          done.open();
        });
      });
      store.fail('update');
      const client = await connectTo(app.port);
      client.sendGet('/');
      await client.until('first');
      arrived.open();
      expect(await client.answer()).toMatchObject({ body: 'first', isWhole: false });
      await done.passed;
      expect(told.map(([name]) => name).sort()).toEqual(['end', 'error', 'last']);
      for (const [, error] of told) expect(codesOf(error)).toContain(unavailable);
    });
  },
);
