import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { createServer as createPlainServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, SessionManager } from 'httpsession';
import type { SessionRequest } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { once } from '../support/raw-client.ts';

type Handle = (request: SessionRequest, response: ServerResponse) => unknown;

const servers: Record<string, (manager: SessionManager, handle: Handle) => Server> = {
  'our classes': (manager, handle) => createServer(manager, handle),
  Express: (manager, handle) => {
    const app = express();
    app.use((request, response) => handle(request as unknown as SessionRequest, response));
    return createServer(manager, app as never);
  },
  "somebody else's": (manager, handle) =>
    manager.attach(createPlainServer((request, response) => handle(request as never, response))),
};

describe.each(Object.entries(servers))('how a held response looks, of %s', (kind, create) => {
  /** Runs a handler with a store at a distance, and gives what it returned. */
  async function run<T>(handle: (request: SessionRequest, response: ServerResponse) => T) {
    const { clock, store } = distantStore();
    const manager = new SessionManager({ clock, store });
    let result: T | undefined;
    const server = create(manager, (request, response) => {
      result = handle(request, response);
      response.end('body');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const answer = await once((server.address() as AddressInfo).port, 'GET /');
    await new Promise((resolve) => server.close(resolve));
    await manager.close();
    return { answer, result };
  }

  it('R13 is that of one whose head is out', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { answer, result } = await run((request, response) => {
        request.getSession();
        const before = response.headersSent;
        response.writeHead(200, { 'X-A': '1' });
        for (const change of [
          () => response.setHeader('X-A', '2'),
          () => response.appendHeader('X-A', '2'),
          () => response.removeHeader('X-A'),
          () => response.setHeaders(new Map([['X-A', '2']])),
          () => response.writeHead(500),
        ]) {
          expect(change).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }));
        }
        return [before, response.headersSent, response.writableEnded];
      });
      expect(result).toEqual([false, true, false]);
      expect([answer.status, answer.all('x-a'), answer.body]).toEqual([200, ['1'], 'body']);
      expect(answer.sessionCookies).toHaveLength(1);
    }
  });

  it('R13 changes nothing of a response that is not held', async () => {
    await run((request, response) => {
      request.getSession();
      response.writeHead(200);
    });
    const { answer, result } = await run((_request, response) => {
      response.setHeader('X-A', '1');
      response.removeHeader('X-A');
      response.setHeader('X-B', '1');
      return [response.headersSent, response.writableEnded];
    });
    expect(result).toEqual([false, false]);
    expect([answer.field('x-a'), answer.field('x-b'), answer.body]).toEqual([
      undefined,
      '1',
      'body',
    ]);
  });

  if (kind !== "somebody else's") {
    it('is kept where the class is, so that the object stays fast', async () => {
      const { result } = await run((request, response) => {
        request.getSession();
        const before = Reflect.ownKeys(response);
        response.writeHead(200).write('bo');
        return Reflect.ownKeys(response).filter((key) => !before.includes(key));
      });
      expect(result).toEqual([]);
    });
  }
});

it('a request without a session has its answer sent at once, though there is a store', async () => {
  const { clock, store } = distantStore();
  const manager = new SessionManager({ clock, store });
  const server = createServer(manager, (_request, response) => {
    response.writeHead(200);
    expect(Object.hasOwn(response, '_header') && Reflect.get(response, '_header')).toEqual(
      expect.stringContaining('200 OK'),
    );
    response.end('body');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  expect((await once((server.address() as AddressInfo).port, 'GET /')).body).toBe('body');
  await new Promise((resolve) => server.close(resolve));
  await manager.close();
});
