import { describe, expect, it } from '@jest/globals';
import { createServer as createPlainServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { backings } from '../support/backings.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';

type Write = (response: ServerResponse) => unknown;

const untyped = (value: unknown) => value as never;

const heads: Record<string, Write> = {
  'a status below all': (response) => response.writeHead(42, { 'X-A': '1' }),
  'a status above all': (response) => response.writeHead(1000, { 'X-A': '1' }),
  'a negative status': (response) => response.writeHead(-200, { 'X-A': '1' }),
  'no number': (response) => response.writeHead(untyped('ok'), { 'X-A': '1' }),
  NaN: (response) => response.writeHead(NaN, { 'X-A': '1' }),
  undefined: (response) => response.writeHead(untyped(undefined)),
  'a status and a header that are none': (response) => response.writeHead(1000, { 'a b': '1' }),
  'a status and a reason that are none': (response) => response.writeHead(1000, 'x\r\ny: z'),
  'half a list': (response) => response.writeHead(200, untyped(['X-A'])),
  'a header without a value': (response) => response.writeHead(200, untyped({ a: undefined })),
  'an implied status that is none': (response) => {
    response.statusCode = 42;
    response.end('body');
  },
  'an implied status above all, in a write': (response) => {
    response.statusCode = 1000;
    response.write('body');
  },
  'an implied status that is none, flushed': (response) => {
    response.statusCode = untyped('ok');
    response.flushHeaders();
  },
  'an implied reason that is none': (response) => {
    response.statusMessage = 'x\r\ny: z';
    response.end('body');
  },
  'an implied status and reason that are none': (response) => {
    response.statusCode = 1000;
    response.statusMessage = 'x\r\ny: z';
    response.end('body');
  },
};

const outputs: Record<string, Write> = {
  'a number': (response) => response.end(untyped(5)),
  'a number, written': (response) => response.write(untyped(5)),
  'an object, written': (response) => response.write(untyped({})),
  'null, written': (response) => response.write(null),
  'undefined, written': (response) => response.write(untyped(undefined)),
};

/** What Node itself throws for it. */
async function nodeThrows(write: Write): Promise<unknown> {
  let thrown: unknown = 'nothing';
  const server = createPlainServer((_request, response) => {
    try {
      write(response);
    } catch (error) {
      thrown = error;
    }
    response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await once((server.address() as AddressInfo).port, 'GET /').catch(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return thrown;
}

function signOf(error: unknown): unknown[] {
  const { name, code } = error as { name?: string; code?: string };
  return [name, code];
}

describe.each(backings)('what Node refuses to write, %s', (_name, options) => {
  it.each(Object.entries({ ...heads, ...outputs }))(
    'is refused where it is written, as Node does it, and answered with 500: %s',
    async (_what, write) => {
      let thrown: unknown = 'nothing';
      const app = await serve(options(), (request, response) => {
        request.getSession();
        try {
          write(response);
        } catch (error) {
          thrown = error;
          throw error;
        }
      });
      const answer = await once(app.port, 'GET /');
      expect(signOf(thrown)).toEqual(signOf(await nodeThrows(write)));
      expect([answer.status, answer.body]).toEqual([500, 'Internal Server Error\n']);
      expect(app.errors).toEqual([thrown]);
    },
  );

  it.each(Object.entries({ ...heads, ...outputs }))(
    'leaves nothing behind for the answer that is written in its place: %s',
    async (_what, write) => {
      const app = await serve(options(), (request, response) => {
        request.getSession();
        response.setHeader('X-B', '1');
        expect(() => write(response)).toThrow();
        response.statusMessage = 'Fine';
        response.writeHead(200, { 'Content-Type': 'text/plain' }).end('body');
      });
      const answer = await once(app.port, 'GET /');
      expect([answer.status, answer.reason, answer.body]).toEqual([200, 'Fine', 'body']);
      expect([answer.sessionCookies.length, answer.field('x-a')]).toEqual([1, undefined]);
    },
  );

  it.each<[string, Write]>([
    ['at the end', (response) => response.end('body')],
    [
      'at the first byte',
      (response) => {
        response.write('body', () => undefined);
        response.end();
      },
    ],
    ['at a head that was given', (response) => response.writeHead(200).end('body')],
  ])(
    'a header that does not go with another is answered with 500, seen %s',
    async (_when, write) => {
      const app = await serve(options(), (request, response) => {
        request.getSession();
        // Only Node knows: a trailer needs chunks.
        response.setHeader('Trailer', 'X-T').setHeader('Content-Length', 4);
        write(response);
      });
      const client = await connectTo(app.port);
      expect(await client.get('/')).toMatchObject({ status: 500, isWhole: true });
      expect(app.errors).toEqual([expect.objectContaining({ code: 'ERR_HTTP_TRAILER_INVALID' })]);
      client.destroy();
      await client.closed;
      await turn();
      app.clock.advance(3_600_000);
      expect(app.manager.metrics.activeSessions).toBe(0);
    },
  );

  it('takes the old name of writeHead', async () => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      (response as unknown as { writeHeader(status: number): void }).writeHeader(201);
      response.end('body');
    });
    const answer = await once(app.port, 'GET /');
    expect([answer.status, answer.body, answer.sessionCookies.length]).toEqual([201, 'body', 1]);
  });

  it('takes a status that Node takes', async () => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      response.writeHead(untyped('304.7'));
      response.end();
    });
    const first = await once(app.port, 'GET /');
    expect([first.status, first.sessionCookies.length]).toEqual([304, 1]);
  });
});

describe.each(backings.slice(1))('an encoding that Node does not know, %s', (_name, options) => {
  it.each<[unknown]>([['none'], [5]])('is refused where it is written: %p', async (encoding) => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      response.write('body', untyped(encoding));
    });
    expect((await once(app.port, 'GET /')).status).toBe(500);
    expect(app.errors).toEqual([expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING' })]);
  });
});
