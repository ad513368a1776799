import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../src/http/contracts.ts';
import { readForm } from '../../src/http/form-body.ts';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

const FORM = 'application/x-www-form-urlencoded';

const all = (request: RequestFacade): unknown => [...request.getParameterMap()];

/** A POST whose body comes in chunks. */
function chunked(type: string, ...chunks: readonly string[]): string {
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${type}`];
  return [...lines, 'Transfer-Encoding: chunked', '', `${body}0\r\n\r\n`].join('\r\n');
}

describe('A form that is posted', () => {
  test.each([
    [FORM],
    [`${FORM};charset=utf-8`],
    ['APPLICATION/X-WWW-Form-URLencoded'],
    [` ${FORM} ; a=b`],
  ])('is read when its type is %s', async (type) => {
    const server = await RequestServer.start();
    expect(await server.post(all, type, 'a=1')).toEqual([['a', ['1']]]);
  });

  test('is read when it comes in chunks', async () => {
    const server = await RequestServer.start();
    expect(await server.ask(all, chunked(FORM, 'a=', '1&b', '=2'))).toEqual([
      ['a', ['1']],
      ['b', ['2']],
    ]);
  });

  test.each([['text/plain'], ['application/json'], ['application/x-www-form-urlencoded2'], ['']])(
    'is no form when its type is "%s"',
    async (type) => {
      const server = await RequestServer.start();
      const asked = await server.post(
        async (request) => [all(request), await request.getReader().text()],
        type,
        'a=1',
      );
      expect(asked).toEqual([[], 'a=1']);
    },
  );

  test('is no form when the method is another one', async () => {
    const server = await RequestServer.start();
    const lines = ['PUT / HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
    const text = [...lines, 'Content-Length: 3', '', 'a=1'].join('\r\n');
    expect(await server.ask(all, text)).toEqual([]);
  });

  test('can still be read as a stream, or as text', async () => {
    const server = await RequestServer.start();
    const bytes = async (request: RequestFacade): Promise<string> => {
      let text = '';
      for await (const chunk of request.getInputStream()) text += String(chunk);
      return text;
    };
    expect(await server.post(bytes, FORM, 'a=1&b=%FC')).toBe('a=1&b=%FC');
    expect(await server.post((request) => request.getReader().text(), FORM, 'a=1')).toBe('a=1');
  });
});

describe('What need not be waited for', () => {
  test.each([
    ['GET / HTTP/1.1', []],
    ['POST / HTTP/1.1', ['Content-Length: 0', `Content-Type: ${FORM}`]],
    ['POST / HTTP/1.1', [`Content-Type: ${FORM}`]],
    ['POST / HTTP/1.1', ['Content-Length: 0']],
    ['GET / HTTP/1.1', [`Content-Type: ${FORM}`]],
  ])('%s with %j', async (start, lines) => {
    const server = await RequestServer.start();
    let given: unknown = 'not called';
    server.prepare = (request) => {
      given = readForm(request);
    };
    await server.ask(all, [start, 'Host: app.test', ...lines, '', ''].join('\r\n'));
    expect(given).toBeUndefined();
  });

  test('a form has to be', async () => {
    const server = await RequestServer.start();
    let given: unknown;
    server.prepare = (request) => {
      given = readForm(request);
      return given;
    };
    await server.post(all, FORM, 'a=1');
    expect(given).toBeInstanceOf(Promise);
  });
});

describe('A form that is too large', () => {
  const limits = { ...DEFAULT_LIMITS, maxPostBytes: 10 };

  test('is refused with 413 before its body comes', async () => {
    const server = await RequestServer.start({ limits });
    const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
    const text = [...lines, 'Content-Length: 11', '', ''].join('\r\n');
    expect(await server.send(all, text)).toMatchObject({ status: 413 });
  });

  test('is refused with 413 when it comes in chunks, as soon as it is', async () => {
    const server = await RequestServer.start({ limits });
    const text = chunked(FORM, 'a=12345678', '9');
    const withoutEnd = text.slice(0, text.lastIndexOf('0\r\n'));
    expect(await server.send(all, withoutEnd)).toMatchObject({ status: 413 });
  });

  test('is read when it is as large as it may be', async () => {
    const server = await RequestServer.start({ limits });
    expect(await server.post(all, FORM, 'a=12345678')).toEqual([['a', ['12345678']]]);
    expect(await server.ask(all, chunked(FORM, 'a=1234567', '8'))).toEqual([['a', ['12345678']]]);
  });

  test('does not exist below zero', async () => {
    const server = await RequestServer.start({ limits: { ...limits, maxPostBytes: -1 } });
    expect(await server.post(all, FORM, 'a=1234567890')).toEqual([['a', ['1234567890']]]);
  });

  test('other bodies are the business of who reads them', async () => {
    const server = await RequestServer.start({ limits });
    const text = await server.post(
      (request) => request.getReader().text(),
      'text/plain',
      'a'.repeat(99),
    );
    expect(text).toHaveLength(99);
  });
});

test('a client that goes away in the middle of its form fails the request with 400', async () => {
  const server = await RequestServer.start();
  const failure = new Promise((resolve) => {
    server.prepare = (request) => Promise.resolve(readForm(request)).catch(resolve);
  });
  const socket = server.connect();
  const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
  socket.write([...lines, 'Content-Length: 10', '', 'a=1'].join('\r\n'), () =>
    socket.destroySoon(),
  );
  expect(await failure).toMatchObject({ status: 400 });
});

test('two forms at the same time stay apart', async () => {
  const server = await RequestServer.start();
  const answers = await Promise.all(
    ['a=1', 'a=2'].map((body) => server.post((request) => request.getParameter('a'), FORM, body)),
  );
  expect(answers).toEqual(['1', '2']);
});
