import { describe, expect, test } from '@jest/globals';
import { MemoryStore, type SessionStore } from 'httpsession';
import { Cookie } from '../../src/api/index.ts';
import type { ResponseFacade } from '../../src/http/response-facade.ts';
import { type Deferred, deferred } from '../support/deferred.ts';
import { connectAndRead } from '../support/read-as-it-comes.ts';
import { ResponseServer } from '../support/response-server.ts';

/** A store that saves when it is told to. */
function slowStore(saved: Deferred<unknown>): SessionStore {
  const memory = new MemoryStore();
  return {
    create: async (record) => {
      await saved.promise;
      return memory.create(record);
    },
    load: (key, known) => memory.load(key, known),
    update: (key, change) => memory.update(key, change),
    rename: (from, to, id) => memory.rename(from, to, id),
    delete: (key) => memory.delete(key),
    takeExpired: (limit, leaseMs) => memory.takeExpired(limit, leaseMs),
    close: () => memory.close(),
  };
}

function makeSession(response: ResponseFacade): void {
  response.node.req.getSession().setAttribute('a', 1);
}

describe('the cookie of a session', () => {
  test.each<[string, (response: ResponseFacade) => void]>([
    ['text', (response) => response.getWriter().print('x')],
    ['bytes', (response) => response.getOutputStream().print('x')],
    ['nothing', () => undefined],
    ['a flush', (response) => response.flushBuffer()],
    ['more than fits', (response) => response.getWriter().print('x'.repeat(9000))],
    ['a redirect', (response) => response.sendRedirect('/')],
    ['an error', (response) => response.sendError(404)],
    ['a reset', (response) => response.reset()],
    ['other cookies', (response) => response.addCookie(new Cookie('n', 'v'))],
    ['other fields', (response) => response.setHeader('X-A', '1')],
  ])('goes out with %s', async (_name, program) => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      makeSession(response);
      program(response);
    });
    const ours = answer.all('set-cookie').filter((line) => line.startsWith('JSESSIONID='));
    expect(ours).toHaveLength(1);
  });

  test('a session can be made while the buffer is not full', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.getWriter().print('x'.repeat(8192));
      makeSession(response);
    });
    expect(answer.all('set-cookie')).toHaveLength(1);
    const error = await server.failure((response) => {
      response.getWriter().print('x'.repeat(8193));
      makeSession(response);
    });
    expect(error).toMatchObject({ code: 'HTTPSESSION_RESPONSE_COMMITTED' });
  });

  test('links carry the id where cookies do not', async () => {
    const server = await ResponseServer.start({ trackingModes: ['URL'] });
    const answer = await server.run((response) => {
      makeSession(response);
      response.sendRedirect(response.encodeRedirectURL('/next'));
      expect(response.encodeURL('/next')).toBe(response.encodeRedirectURL('/next'));
    });
    expect(answer.all('location')[0]).toMatch(/^\/next;jsessionid=/);
  });
});

describe('with a store', () => {
  test.each<[string, (response: ResponseFacade) => void]>([
    ['a whole body', (response) => response.getWriter().print('secret')],
    [
      'a flush',
      (response) => {
        response.getWriter().print('secret');
        response.flushBuffer();
      },
    ],
    ['more than fits', (response) => response.getWriter().print('secret'.repeat(2000))],
    [
      'bytes in pieces',
      (response) => {
        for (let count = 0; count < 3; count++) {
          response.getOutputStream().print('secret');
          response.getOutputStream().flush();
        }
      },
    ],
  ])('nothing of %s is seen before the session is saved', async (_name, program) => {
    const saved = deferred<unknown>();
    const server = await ResponseServer.start({ store: slowStore(saved) });
    const ran = deferred<unknown>();
    server.program = (response) => {
      makeSession(response);
      program(response);
      response.finish();
      setImmediate(() => ran.resolve(undefined));
    };
    const client = connectAndRead(server);
    await ran.promise;
    expect(client.received).toBe('');
    saved.resolve(undefined);
    await client.closed;
    expect(client.received).toContain('Set-Cookie: JSESSIONID=');
    expect(client.received).toContain('secret');
    expect(server.errors).toEqual([]);
  });

  test('what was committed stays so while it waits', async () => {
    const saved = deferred<unknown>();
    const server = await ResponseServer.start({ store: slowStore(saved) });
    server.program = (response) => {
      makeSession(response);
      response.setContentType('text/plain');
      response.flushBuffer();
      expect(response.isCommitted()).toBe(true);
      response.setHeader('X-Late', '1');
      response.setStatus(500);
      response.getWriter().print('on');
      setImmediate(() => saved.resolve(undefined));
    };
    const client = connectAndRead(server);
    await client.closed;
    expect(server.errors).toEqual([]);
    expect(client.received).toContain('HTTP/1.1 200 OK');
    expect(client.received).not.toContain('X-Late');
    expect(client.received).toContain('on');
  });

  test('the last part of a cut body waits, too', async () => {
    const saved = deferred<unknown>();
    const server = await ResponseServer.start({ store: slowStore(saved) });
    server.program = (response) => {
      makeSession(response);
      response.setContentLength(3);
      response.getWriter().print('abcdef');
      setImmediate(() => saved.resolve(undefined));
    };
    const client = connectAndRead(server);
    await client.closed;
    expect(client.received.endsWith('\r\n\r\nabc')).toBe(true);
  });
});
