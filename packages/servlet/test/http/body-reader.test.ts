import { describe, expect, test } from '@jest/globals';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

async function lines(request: RequestFacade): Promise<unknown> {
  const all: string[] = [];
  for await (const line of request.getReader()) all.push(line);
  return all;
}

const text = (request: RequestFacade): unknown => request.getReader().text();

/** A POST whose body comes in chunks of one byte each. */
function byteByByte(type: string, body: string): string {
  const chunks = [...body].map((byte) => `1\r\n${byte}\r\n`).join('');
  const head = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${type}`];
  return [...head, 'Transfer-Encoding: chunked', '', `${chunks}0\r\n\r\n`].join('\r\n');
}

describe('Lines of a body', () => {
  const bodies: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\rb\r', ['a', 'b']],
    ['\n\n', ['', '']],
    ['\r\n\r\n', ['', '']],
    ['\r\r\n\n', ['', '', '']],
    ['a\r', ['a']],
  ];

  test.each(bodies)('%j', async (body, expected) => {
    const server = await RequestServer.start();
    expect(await server.post(lines, 'text/plain', body)).toEqual(expected);
  });

  test.each(bodies)('%j, byte by byte', async (body, expected) => {
    const server = await RequestServer.start();
    expect(await server.ask(lines, byteByByte('text/plain', body))).toEqual(expected);
  });

  test('one after the other, then null, and the rest at once', async () => {
    const server = await RequestServer.start();
    const asked = async (request: RequestFacade): Promise<unknown> => {
      const reader = request.getReader();
      return [
        await reader.readLine(),
        await reader.text(),
        await reader.readLine(),
        await reader.text(),
      ];
    };
    expect(await server.post(asked, 'text/plain', 'a\nb\nc')).toEqual(['a', 'b\nc', null, '']);
  });

  test('that are long and come in very many pieces are whole', async () => {
    const server = await RequestServer.start();
    const line = 'x'.repeat(10_000);
    const asked = await server.ask(
      async (request) => {
        const reader = request.getReader();
        return [await reader.readLine(), await reader.readLine()];
      },
      byteByByte('text/plain', `${line}\r\n${line}`),
    );
    expect(asked).toEqual([line, line]);
  });
});

describe('Characters of a body', () => {
  test.each([
    ['text/plain', '\u00e4', 'ä'],
    ['text/plain; charset=utf-8', '\u00c3\u00a4', 'ä'],
    ['text/plain; charset=UTF-8', '\u00ef\u00bb\u00bfa', '\ufeffa'],
    ['text/plain; charset=utf-8', '\u00e4', '\ufffd'],
    ['text/plain; charset=iso-8859-1', '\u0080', '\u0080'],
    ['text/plain; charset=windows-1251', '\u00e4', 'д'],
    ['application/json', '\u00c3\u00a4', 'ä'],
    ['application/problem+json', '\u00c3\u00a4', 'ä'],
    ['application/json; charset=iso-8859-1', '\u00e4', 'ä'],
  ])('of %s: %j is %j', async (type, body, expected) => {
    const server = await RequestServer.start();
    expect(await server.post(text, type, body)).toBe(expected);
  });

  test('may come in pieces', async () => {
    const server = await RequestServer.start();
    const body = Buffer.from('ä€😀').toString('latin1');
    expect(await server.ask(text, byteByByte('text/plain;charset=utf-8', body))).toBe('ä€😀');
  });

  test('that are cut off at the end are told', async () => {
    const server = await RequestServer.start();
    expect(await server.post(text, 'text/plain;charset=utf-8', 'a\u00c3')).toBe('a\ufffd');
  });

  test('are of the charset that the application sets, or the context has', async () => {
    const server = await RequestServer.start({
      context: { getRequestCharacterEncoding: () => 'UTF-8' },
    });
    expect(await server.post(text, 'text/plain', '\u00c3\u00a4')).toBe('ä');
    const set = async (request: RequestFacade): Promise<unknown> => {
      request.setCharacterEncoding('iso-8859-1');
      return [await text(request), request.getCharacterEncoding()];
    };
    expect(await server.post(set, 'text/plain', '\u00e4')).toEqual(['ä', 'iso-8859-1']);
  });

  test('null takes back what was set', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      request.setCharacterEncoding('utf-8');
      request.setCharacterEncoding(null);
      return request.getCharacterEncoding();
    });
    expect(asked).toBeNull();
  });

  test('of a charset that nobody knows are refused', async () => {
    const server = await RequestServer.start();
    const set = (request: RequestFacade): void => request.setCharacterEncoding('no-such');
    await expect(server.get(set)).rejects.toMatchObject({ name: 'UnsupportedEncodingException' });
    const read = server.post(text, 'text/plain; charset=no-such', 'x');
    await expect(read).rejects.toMatchObject({ name: 'UnsupportedEncodingException' });
  });
});

describe('Bytes or text', () => {
  test('one excludes the other', async () => {
    const server = await RequestServer.start();
    await server.post(
      (request) => {
        expect(request.getInputStream()).toBe(request.getInputStream());
        expect(() => request.getReader()).toThrow('getInputStream');
      },
      'text/plain',
      'x',
    );
    await server.post(
      (request) => {
        expect(request.getReader()).toBe(request.getReader());
        expect(() => request.getInputStream()).toThrow('getReader');
      },
      'text/plain',
      'x',
    );
    expect(server.errors).toEqual([]);
  });

  test('a client that goes away fails who reads with 400', async () => {
    const server = await RequestServer.start();
    const failure = new Promise((resolve) => {
      server.program = (request) => request.getReader().text().catch(resolve);
    });
    const socket = server.connect();
    const head = ['POST / HTTP/1.1', 'Host: app.test', 'Content-Length: 10', '', 'a'];
    socket.write(head.join('\r\n'), () => socket.destroySoon());
    expect(await failure).toMatchObject({ status: 400 });
  });
});
