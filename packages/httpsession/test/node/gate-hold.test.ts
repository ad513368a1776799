import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionResponse } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { gate } from '../support/gate.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';

/** Whatever could be on its way to a client by now has arrived after this. */
async function settle(app: TestServer) {
  await once(app.port, 'GET /quick');
  await turn();
}

/** A server whose handler makes a session; `/quick` is answered without one. */
function serveWith(
  options: Parameters<typeof serve>[0],
  answer: (response: SessionResponse) => unknown,
): Promise<TestServer> {
  return serve(options, (request, response) => {
    if (request.url === '/quick') {
      response.end();
      return undefined;
    }
    request.getSession();
    return answer(response);
  });
}

const ways: Record<string, (response: SessionResponse) => unknown> = {
  end: (response) => response.end('body'),
  'write and end': (response) => {
    response.write('bo');
    response.end('dy');
  },
  'writeHead, write and end': (response) => {
    response.writeHead(200, { 'X-A': '1' });
    response.write('body');
    response.end();
  },
  'flushHeaders and end': (response) => {
    response.flushHeaders();
    response.end('body');
  },
  pipe: (response) => Readable.from(['bo', 'dy']).pipe(response),
  'with a declared length': (response) => {
    response.setHeader('Content-Length', 4);
    response.write('bo');
    response.end('dy');
  },
  'bytes and an encoding': (response) => {
    response.write('626f', 'hex');
    response.end(new Uint8Array([0x64, 0x79]));
  },
  corked: (response) => {
    response.cork();
    response.write('bo');
    response.write('dy');
    response.uncork();
    response.end();
  },
};

describe('an answer whose session is not saved yet', () => {
  it.each(Object.entries(ways))('R13 is held, head and body: %s', async (_way, answer) => {
    const { clock, store } = distantStore();
    const app = await serveWith({ clock, store }, answer);
    const saving = store.hold('create');
    const client = await connectTo(app.port);
    const answered = client.get('/');
    await settle(app);
    expect(store.count('create')).toBe(1);
    expect(client.pending).toBe('');
    saving.open();
    const { status, body, isWhole, sessionCookies } = await answered;
    expect([status, body, isWhole, sessionCookies.length]).toEqual([200, 'body', true, 1]);
  });

  it('R13 is saved once, however it is written', async () => {
    for (const answer of Object.values(ways)) {
      const { clock, store } = distantStore();
      const app = await serveWith({ clock, store }, answer);
      await once(app.port, 'GET /');
      expect([store.count('create'), store.count('update')]).toEqual([1, 0]);
    }
  });

  it('R13 looks as if its head had gone out', async () => {
    const { clock, store } = distantStore();
    const seen: unknown[] = [];
    const codeOf = (work: () => unknown) => {
      try {
        work();
        return 'no error';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    const app = await serveWith({ clock, store }, (response) => {
      expect(response.headersSent).toBe(false);
      response.setHeader('X-A', '1').write('bo');
      response.statusCode = 404;
      response.statusMessage = 'Too late';
      seen.push(
        response.headersSent,
        codeOf(() => response.setHeader('X-A', '2')),
        codeOf(() => response.appendHeader('X-A', '2')),
        codeOf(() => response.removeHeader('X-A')),
        codeOf(() => response.setHeaders(new Map([['X-A', '2']]))),
        codeOf(() => response.writeHead(500)),
        response.writableEnded,
      );
      response.end('dy');
      seen.push(response.writableEnded);
    });
    const answer = await once(app.port, 'GET /');
    const sent = 'ERR_HTTP_HEADERS_SENT';
    expect(seen).toEqual([true, sent, sent, sent, sent, sent, false, true]);
    expect([answer.status, answer.reason, answer.field('x-a')]).toEqual([200, 'OK', '1']);
    expect(answer.body).toBe('body');
  });

  it('R13 after writeHead refuses headers, although nothing was written', async () => {
    const { clock, store } = distantStore();
    const codes: unknown[] = [];
    const app = await serveWith({ clock, store }, (response) => {
      response.writeHead(201, { 'X-A': '1' });
      codes.push(response.headersSent);
      for (const work of [
        () => response.setHeader('X-A', '2'),
        () => response.writeHead(500, { 'X-A': '3' }),
      ]) {
        expect(work).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }));
      }
      response.end('body');
    });
    const answer = await once(app.port, 'GET /');
    expect(codes).toEqual([true]);
    expect([answer.status, answer.all('x-a'), answer.body]).toEqual([201, ['1'], 'body']);
  });

  it.each<[string, (response: SessionResponse) => unknown]>([
    ['an impossible status', (response) => response.writeHead(42)],
    ['a name that is none', (response) => response.writeHead(200, { 'a b': '1' })],
    ['a value that is none', (response) => response.writeHead(200, { a: 'x\r\ny: z' })],
    ['a name that is none, in a list', (response) => response.writeHead(200, ['a b', '1'])],
    ['a value that is none, in a list', (response) => response.writeHead(200, ['a', 'x\r\ny: z'])],
    ['a reason that is none', (response) => response.writeHead(200, 'x\r\ny: z')],
  ])('R13 writeHead refuses what Node would refuse: %s', async (_what, write) => {
    const { clock, store } = distantStore();
    const app = await serveWith({ clock, store }, (response) => {
      write(response);
      response.end('must not be seen');
    });
    const answer = await once(app.port, 'GET /');
    expect([answer.status, answer.body]).toEqual([500, 'Internal Server Error\n']);
    expect(answer.sessionCookies).toHaveLength(1);
  });

  it('R13 tells writers to wait, and when to go on', async () => {
    const { clock, store } = distantStore();
    const drained = gate();
    const results: boolean[] = [];
    const app = await serveWith({ clock, store }, (response) => {
      results.push(response.write('bo'));
      response.once('drain', () => {
        drained.open();
        results.push(response.write('dy'));
        response.end();
      });
    });
    const saving = store.hold('create');
    const client = await connectTo(app.port);
    const answered = client.get('/');
    await settle(app);
    expect(results).toEqual([false]);
    saving.open();
    await drained.passed;
    expect((await answered).body).toBe('body');
    expect(results).toEqual([false, true]);
  });

  it('R13 calls back for every write and for the end, in order', async () => {
    const { clock, store } = distantStore();
    const calls: string[] = [];
    const done = gate();
    const app = await serveWith({ clock, store }, (response) => {
      response.on('finish', () => calls.push('finish'));
      response.write('bo', () => calls.push('write 1'));
      response.write('d', 'utf8', () => calls.push('write 2'));
      response.end('y', () => {
        calls.push('end');
        done.open();
      });
    });
    const saving = store.hold('create');
    const client = await connectTo(app.port);
    const answered = client.get('/');
    await settle(app);
    expect(calls).toEqual([]);
    saving.open();
    expect((await answered).body).toBe('body');
    await done.passed;
    expect(calls.filter((call) => call.startsWith('write'))).toEqual(['write 1', 'write 2']);
    expect(calls.filter((call) => call === 'end' || call === 'finish')).toHaveLength(2);
  });

  it.each<[string, 'later' | 'at once']>([
    ['at a distance', 'later'],
    ['that answers at once', 'at once'],
  ])('R13 a stream of a megabyte comes through whole, with a store %s', async (_which, answers) => {
    const { clock, store } = distantStore({ answers });
    const chunks = Array.from({ length: 64 }, (_, at) =>
      String.fromCharCode(65 + (at % 26)).repeat(16_384),
    );
    const app = await serveWith({ clock, store }, (response) =>
      pipeline(Readable.from(chunks), response),
    );
    const answer = await once(app.port, 'GET /');
    expect(answer.isWhole).toBe(true);
    expect(answer.body === chunks.join('')).toBe(true);
  });

  it('R13 a long answer does not pile up in memory while it is held', async () => {
    const { clock, store } = distantStore();
    let given = 0;
    const source = new Readable({
      read() {
        given += 1;
        this.push(given > 1000 ? null : 'x'.repeat(16_384));
      },
    });
    const app = await serveWith({ clock, store }, (response) => pipeline(source, response));
    const saving = store.hold('create');
    const client = await connectTo(app.port);
    const answered = client.get('/');
    await settle(app);
    expect(given).toBeLessThan(20);
    saving.open();
    expect((await answered).body).toHaveLength(16_384_000);
  });

  it('R13 lets what is informational pass, without a cookie', async () => {
    const { clock, store } = distantStore();
    const app = await serveWith({ clock, store }, (response) => {
      response.write('bo');
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
      response.end('dy');
    });
    const saving = store.hold('create');
    const client = await connectTo(app.port);
    client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.until('103 Early Hints');
    expect(client.pending).not.toContain('200');
    expect(client.pending.toLowerCase()).not.toContain('set-cookie');
    saving.open();
    expect((await client.answer()).body).toBe('body');
    expect(client.informational.map(({ status }) => status)).toEqual([102, 103]);
  });

  it('R13 is what it was when a handler fails after its end', async () => {
    const { clock, store } = distantStore();
    const app = await serveWith({ clock, store }, (response) => {
      response.end('body');
      throw new Error('too late to matter');
    });
    const saving = store.hold('create');
    const answered = once(app.port, 'GET /');
    await settle(app);
    saving.open();
    expect((await answered).body).toBe('body');
    expect(app.errors).toHaveLength(1);
  });

  it('what is written after the end is dropped, and its writer told', async () => {
    const { clock, store } = distantStore();
    const codes: unknown[] = [];
    const app = await serveWith({ clock, store }, (response) => {
      response.end('body');
      response.write('more', (error) => codes.push((error as { code?: string } | undefined)?.code));
      response.end('more', () => codes.push('ended'));
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.body).toBe('body');
    await turn();
    expect(codes).toEqual(['ERR_STREAM_WRITE_AFTER_END', 'ended']);
  });

  it('with a store that answers at once nothing waits', async () => {
    const { clock, store } = distantStore({ answers: 'at once' });
    const seen: unknown[] = [];
    const app = await serveWith({ clock, store }, (response) => {
      seen.push(response.write('bo'), Object.hasOwn(response, 'headersSent'));
      response.end('dy');
      seen.push(response.writableEnded, Object.hasOwn(response, 'writableEnded'));
    });
    expect((await once(app.port, 'GET /')).body).toBe('body');
    expect(seen).toEqual([true, false, true, false]);
  });

  it('S-43 whoever follows a redirect finds what was saved, also on another process', async () => {
    const { clock, store } = distantStore();
    const redirecting = await serve({ clock, store }, (request, response) => {
      request.getSession().setAttribute('user', request.headers['x-user']);
      response.writeHead(303, { Location: '/next' }).end();
    });
    const following = await serve({ clock, store }, (request, response) => {
      response.end(String(request.getSession(false)?.getAttribute('user')));
    });
    const [first, second] = [await connectTo(redirecting.port), await connectTo(following.port)];
    for (let round = 0; round < 200; round += 1) {
      const { cookie } = await first.get('/', `X-User: ${round}`);
      expect((await second.get('/next', `Cookie: ${cookie}`)).body).toBe(String(round));
    }
  });
});
