import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  createServer,
  SessionManager,
  type SessionRequest,
  type SessionResponse,
} from 'httpsession';
import type { AddressInfo } from 'node:net';
import { backings } from '../support/backings.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

class TestError extends Error {}

const thrown = () => new TestError('what the handler threw');

/** Ways of failing; each sets an attribute before. */
const failures: Record<string, (response: SessionResponse) => unknown> = {
  'throws at once': () => {
    throw thrown();
  },
  'rejects at once': () => Promise.reject(thrown()),
  'rejects later': async () => {
    await turn();
    await turn();
    throw thrown();
  },
  'throws after setHeader': (response) => {
    response.setHeader('Content-Type', 'text/html');
    response.setHeader('Content-Length', 5000);
    response.setHeader('X-Secret', 'of the page');
    response.statusCode = 201;
    response.statusMessage = 'Made';
    throw thrown();
  },
};

afterEach(() => {
  jest.restoreAllMocks();
});

describe.each(backings)('a handler that fails, %s', (_name, options) => {
  it.each(Object.entries(failures))('R7 is answered with 500: it %s', async (_how, fail) => {
    const app = await serve(options(), (request, response) => {
      if (request.url === '/read') {
        response.end(String(request.getSession().getAttribute('kept')));
        return undefined;
      }
      request.getSession().setAttribute('kept', 'yes');
      return fail(response);
    });
    const client = await connectTo(app.port);
    const answer = await client.get('/');
    expect([answer.status, answer.reason]).toEqual([500, 'Internal Server Error']);
    expect(answer.body).toBe('Internal Server Error\n');
    expect(answer.isWhole).toBe(true);
    expect(answer.field('x-secret')).toBeUndefined();
    expect(answer.field('content-type')).toBe('text/plain; charset=utf-8');
    expect(app.errors.map((error) => (error as Error).message)).toEqual(['what the handler threw']);
    // The process lives, the connection too, and so does what was changed before.
    expect((await client.get('/read', `Cookie: ${answer.cookie}`)).body).toBe('yes');
  });

  it.each<[string, (response: SessionResponse) => unknown]>([
    [
      'throws',
      () => {
        throw thrown();
      },
    ],
    ['rejects', () => Promise.reject(thrown())],
  ])('R7 after the first byte it %s: the connection is cut', async (_how, fail) => {
    const app = await serve(options(), async (request, response) => {
      if (request.url === '/read') {
        response.end(String(request.getSession().getAttribute('kept')));
        return undefined;
      }
      request.getSession();
      response.write('half of');
      await turn();
      await turn();
      request.getSession().setAttribute('kept', 'yes');
      return fail(response);
    });
    const client = await connectTo(app.port);
    const answer = await client.get('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('half of');
    expect(answer.isWhole).toBe(false);
    await client.closed;
    expect(app.errors).toHaveLength(1);
    await turn();
    expect((await once(app.port, 'GET /read', `Cookie: ${answer.cookie}`)).body).toBe('yes');
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw thrown();
      },
    ],
    ['rejects', () => Promise.reject(thrown())],
  ])('R7 after a whole answer it %s: the answer stands', async (_how, fail) => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      response.end('all of it');
      return fail();
    });
    const client = await connectTo(app.port);
    const answer = await client.get('/');
    expect([answer.status, answer.body, answer.isWhole]).toEqual([200, 'all of it', true]);
    expect(app.errors).toHaveLength(1);
  });

  it('R7 values that are no errors are reported too', async () => {
    const values: unknown[] = ['text', undefined, null, 42, { code: 'x', status: 200 }];
    const app = await serve(options(), (request) => {
      throw values[Number(request.url?.slice(1))];
    });
    for (const at of values.keys()) {
      expect((await once(app.port, `GET /${at}`)).status).toBe(500);
    }
    expect(app.errors).toEqual(values);
  });

  it('R7 an onError that throws ends neither the process nor the answer', async () => {
    const onError = () => {
      throw new Error('thrown by onError');
    };
    const app = await serve({ ...options(), onError }, (request) => {
      if (request.url === '/later') return Promise.reject(thrown());
      throw thrown();
    });
    expect((await once(app.port, 'GET /')).status).toBe(500);
    expect((await once(app.port, 'GET /later')).status).toBe(500);
  });

  it('S-24 a skip that throws is answered with 500', async () => {
    const skip = () => {
      throw thrown();
    };
    const app = await serve({ ...options(), skip }, (_request, response) => response.end('ok'));
    expect((await once(app.port, 'GET /')).status).toBe(500);
    expect(app.errors).toHaveLength(1);
  });

  it('S-24 a tracker that throws is answered with 500', async () => {
    const boom = () => {
      throw thrown();
    };
    const tracker = { name: 'bad', vary: 'X-Bad', find: boom, issue: boom, expire: boom };
    const finding = await serve({ ...options(), trackingModes: [tracker] }, (_request, response) =>
      response.end('ok'),
    );
    expect((await once(finding.port, 'GET /')).status).toBe(500);
    const issuing = await serve(
      { ...options(), trackingModes: [{ ...tracker, find: () => undefined }] },
      (request, response) => {
        request.getSession();
        response.end('must not be seen');
      },
    );
    const client = await connectTo(issuing.port);
    client.send('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await client.closed;
    expect(client.pending).not.toContain('must not be seen');
    // Nobody is left without an answer, and the process lives.
    expect((await once(finding.port, 'GET /')).status).toBe(500);
  });
});

describe('an error that knows its answer', () => {
  it('R7 is answered as it says, and not reported', async () => {
    const app = await serve({ sessionMax: 1, culling: 'reject' }, (request, response) => {
      request.getSession();
      response.end();
    });
    await startSession(app);
    const answer = await once(app.port, 'GET /');
    expect([answer.status, answer.reason]).toEqual([503, 'Service Unavailable']);
    expect(answer.field('retry-after')).toBe('10');
    expect(answer.all('set-cookie')).toEqual([]);
    expect(app.errors).toEqual([]);
  });
});

describe('where nobody asked for errors', () => {
  it('R7 the stack is printed to standard error', async () => {
    const printed: string[] = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
    const manager = new SessionManager();
    const server = createServer(manager, (request: SessionRequest) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as applications do
      if (request.url === '/text') return Promise.reject('not an Error');
      throw thrown();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await once(port, 'GET /')).status).toBe(500);
    expect((await once(port, 'GET /text')).status).toBe(500);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await manager.close();
    expect(printed[0]).toContain('what the handler threw');
    expect(printed[0]).toContain('handler-errors.test.ts');
    expect(printed[1]).not.toContain('not an Error');
    expect(printed).toHaveLength(2);
  });
});
