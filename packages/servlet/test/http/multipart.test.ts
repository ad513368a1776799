import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS, type MultipartSettings } from '../../src/http/contracts.ts';
import { readParts } from '../../src/http/multipart.ts';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { type Overrides, RequestServer } from '../support/request-server.ts';

const TYPE = 'multipart/form-data; boundary=XX';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multipart-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** One part: its head, an empty line, its content. */
function part(disposition: string, content: string, ...lines: readonly string[]): string {
  const head = [`Content-Disposition: ${disposition}`, ...lines];
  return ['--XX', ...head, '', content, ''].join('\r\n');
}

const field = (name: string, value: string): string => part(`form-data; name="${name}"`, value);

const file = (name: string, content: string, fileName = `${name}.txt`): string =>
  part(`form-data; name="${name}"; filename="${fileName}"`, content, 'Content-Type: text/plain');

const END = '--XX--\r\n';

async function start(
  settings: MultipartSettings = {},
  overrides: Overrides = {},
): Promise<RequestServer> {
  const server = await RequestServer.start(overrides);
  server.prepare = (request) => readParts(request, { location: folder, ...settings });
  return server;
}

async function contentOf(request: RequestFacade, name: string): Promise<string> {
  let text = '';
  for await (const chunk of request.getPart(name)?.getInputStream() ?? []) text += String(chunk);
  return text;
}

/** What a POST with such a body is answered with. */
async function statusOf(server: RequestServer, body: string, type = TYPE): Promise<number> {
  const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${type}`];
  const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
  return (await server.send(() => 'fine', text)).status;
}

function chunked(...chunks: readonly string[]): string {
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${TYPE}`];
  return [...lines, 'Transfer-Encoding: chunked', '', body].join('\r\n');
}

describe('Parts of a form', () => {
  test('say what they are', async () => {
    const server = await start();
    const asked = await server.post(
      (request) =>
        request.getParts().map((one) => ({
          name: one.getName(),
          fileName: one.getSubmittedFileName(),
          type: one.getContentType(),
          size: one.getSize(),
          names: one.getHeaderNames(),
          disposition: one.getHeader('Content-Disposition'),
          none: [one.getHeader('x'), one.getHeaders('x')],
        })),
      TYPE,
      field('a', '1') + file('f', 'hello') + END,
    );
    expect(asked).toEqual([
      {
        name: 'a',
        fileName: null,
        type: null,
        size: 1,
        names: ['content-disposition'],
        disposition: 'form-data; name="a"',
        none: [null, []],
      },
      {
        name: 'f',
        fileName: 'f.txt',
        type: 'text/plain',
        size: 5,
        names: ['content-disposition', 'content-type'],
        disposition: 'form-data; name="f"; filename="f.txt"',
        none: [null, []],
      },
    ]);
  });

  test('that are no files are parameters, behind those of the query', async () => {
    const server = await start();
    const body = field('a', 'f\u00c3\u00bcr') + file('f', 'x') + field('a', '') + END;
    const lines = ['POST /?a=query HTTP/1.1', 'Host: app.test', `Content-Type: ${TYPE}`];
    const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    expect(await server.ask((request) => [...request.getParameterMap()], text)).toEqual([
      ['a', ['query', 'für', '']],
    ]);
  });

  test('count as parameters', async () => {
    const limits = { ...DEFAULT_LIMITS, maxParameters: 1 };
    const server = await start({}, { limits });
    const count = (request: RequestFacade): unknown => request.getParameterMap().size;
    expect(await server.post(count, TYPE, field('a', '') + END)).toBe(1);
    await expect(server.post(count, TYPE, field('a', '') + field('b', '') + END)).rejects.toThrow(
      '400',
    );
  });

  test.each([
    ['filename="b.txt"', 'b.txt'],
    ['filename=b.txt', 'b.txt'],
    ['filename=""', ''],
    ['filename="a;b=\\"c\\".txt"', 'a;b="c".txt'],
    ['filename="C:\\dir\\b.txt"', 'C:\\dir\\b.txt'],
    ['filename="../../etc/passwd"', '../../etc/passwd'],
    ['filename="\u00c3\u00bc.txt"', 'ü.txt'],
    ['filename="u.txt"; filename*=UTF-8\'\'%C3%BC.txt', 'ü.txt'],
    ['filename="u.txt"; filename*=UTF-8\'\'%zz', 'u.txt'],
    ['filename*=ISO-8859-1\'\'%E4; filename="u.txt"', 'u.txt'],
    ['FileName="b.txt"', 'b.txt'],
    ['filename="b.txt"; filename="c.txt"', 'b.txt'],
    ['nofile="b.txt"', null],
  ])('%s is the file name %j', async (parameter, expected) => {
    const server = await start();
    const body = part(`form-data; name="f"; ${parameter}`, 'x') + END;
    expect(
      await server.post((request) => request.getPart('f')?.getSubmittedFileName(), TYPE, body),
    ).toBe(expected);
  });

  test.each([
    [part('attachment; name="f"', 'x')],
    [part('form-data', 'x')],
    [part('form-data; filename="f"', 'x')],
    ['--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n'],
    ['--XX\r\n\r\nx\r\n'],
  ])('that are no fields of a form are passed over: %j', async (other) => {
    const server = await start();
    const names = (request: RequestFacade): unknown =>
      request.getParts().map((one) => one.getName());
    expect(await server.post(names, TYPE, field('a', '1') + other + field('b', '2') + END)).toEqual(
      ['a', 'b'],
    );
  });

  test('may have anything in front and behind, and any bytes within', async () => {
    const server = await start();
    const content = '\r\n--X\0\xff--XY\r\n';
    const body = `preamble\r\n${file('f', content)}${END}epilogue --XX`;
    const asked = await server.post(
      async (request) => {
        const chunks = await request.getPart('f')!.getInputStream().toArray();
        return Buffer.concat(chunks as Buffer[]).toString('latin1');
      },
      TYPE,
      body,
    );
    expect(asked).toBe(content);
  });

  test('come in any pieces', async () => {
    const server = await start();
    const whole = field('a', '1') + file('f', 'hello') + END;
    const text = `${chunked(...whole)}0\r\n\r\n`;
    const asked = await server.ask(
      async (request) => [request.getParameter('a'), await contentOf(request, 'f')],
      text,
    );
    expect(asked).toEqual(['1', 'hello']);
  });

  test('the stream of the request is empty behind them', async () => {
    const server = await start();
    const text = (request: RequestFacade): unknown => request.getReader().text();
    expect(await server.post(text, TYPE, field('a', '1') + END)).toBe('');
  });
});

describe('Files', () => {
  test.each([
    ['small', 100],
    ['large', 0],
  ])('a %s one is read, twice too', async (_, fileSizeThreshold) => {
    const server = await start({ fileSizeThreshold });
    const asked = await server.post(
      async (request) => [
        await contentOf(request, 'f'),
        await contentOf(request, 'f'),
        (await readdir(folder)).length,
      ],
      TYPE,
      file('f', 'hello') + END,
    );
    expect(asked).toEqual(['hello', 'hello', fileSizeThreshold === 0 ? 1 : 0]);
  });

  test('go when the request ends, and nobody else may read them before', async () => {
    const server = await start();
    const mode = await server.post(
      async () => (await stat(join(folder, (await readdir(folder))[0] ?? ''))).mode & 0o777,
      TYPE,
      file('f', 'hello') + END,
    );
    expect(mode).toBe(0o600);
    expect(await emptied()).toEqual([]);
  });

  test.each([
    ['small', 100],
    ['large', 0],
  ])('a %s one is written where the application says, and stays', async (_, fileSizeThreshold) => {
    const server = await start({ fileSizeThreshold });
    const after = await server.post(
      async (request) => {
        await request.getPart('f')?.write('kept.txt');
        return contentOf(request, 'f');
      },
      TYPE,
      file('f', 'hello') + END,
    );
    expect(after).toBe('hello');
    expect(await readdir(folder)).toEqual(['kept.txt']);
    expect(await readFile(join(folder, 'kept.txt'), 'utf8')).toBe('hello');
  });

  test('an absolute name is taken as it is', async () => {
    const server = await start({ location: tmpdir() });
    const target = join(folder, 'absolute.txt');
    await server.post((request) => request.getPart('f')?.write(target), TYPE, file('f', 'x') + END);
    expect(await readFile(target, 'utf8')).toBe('x');
  });

  test.each([['../x'], ['..'], ['a/../../x'], ['.'], ['']])(
    'a relative name stays inside of the folder: %j',
    async (name) => {
      const server = await start();
      const failed = server.post(
        (request) => request.getPart('f')?.write(name),
        TYPE,
        file('f', 'x') + END,
      );
      await expect(failed).rejects.toMatchObject({ code: 'HTTPSESSION_BAD_ARGUMENT' });
    },
  );

  test('one that was deleted is gone at once', async () => {
    const server = await start();
    const left = await server.post(
      async (request) => {
        await request.getPart('f')?.delete();
        return (await readdir(folder)).length;
      },
      TYPE,
      file('f', 'hello') + END,
    );
    expect(left).toBe(0);
  });

  test('many megabytes go to the disk and back', async () => {
    const server = await start();
    const megabytes = 'a'.repeat(3 * 1024 * 1024);
    const length = await server.post(
      async (request) => (await contentOf(request, 'f')).length,
      TYPE,
      file('f', megabytes) + END,
    );
    expect(length).toBe(megabytes.length);
  });

  test('a folder that is not there fails the request, not the process', async () => {
    const server = await start({ location: join(folder, 'none') });
    const failed = server.post(() => 'fine', TYPE, file('f', 'hello') + END);
    await expect(failed).rejects.toMatchObject({ code: 'ENOENT' });
  });

  /** Files are let go of when nobody waits any more. */
  async function emptied(): Promise<string[]> {
    for (let turn = 0; turn < 1000 && (await readdir(folder)).length > 0; turn += 1);
    return readdir(folder);
  }

  test.each([
    ['a limit', { maxFileSize: 10 }, file('f', 'hello') + file('g', 'x'.repeat(11)) + END],
    ['no end', {}, file('f', 'hello') + file('g', 'x')],
  ])('of a form that fails by %s do not stay', async (_, settings, body) => {
    const server = await start(settings);
    await writeFile(join(folder, 'other'), '');
    expect(await statusOf(server, body)).toBeGreaterThanOrEqual(400);
    await rm(join(folder, 'other'));
    expect(await emptied()).toEqual([]);
  });
});

describe('A form that is too large is refused with 413', () => {
  const form = file('f', '12345') + END;

  test('by its Content-Length', async () => {
    const server = await start({ maxRequestSize: form.length });
    expect(await statusOf(server, form)).toBe(200);
    expect(await statusOf(server, `${form} `)).toBe(413);
  });

  test('by what comes in chunks', async () => {
    const server = await start({ maxRequestSize: 100 });
    const text = chunked(file('f', 'x'.repeat(101)));
    expect(await server.send(() => 'fine', text)).toMatchObject({ status: 413 });
  });

  test('by one part', async () => {
    const server = await start({ maxFileSize: 5 });
    expect(await statusOf(server, form)).toBe(200);
    expect(await statusOf(server, file('f', '123456') + END)).toBe(413);
    expect(await statusOf(server, field('f', '123456') + END)).toBe(413);
  });

  test('by its fields together, which stay in memory', async () => {
    const server = await start({}, { limits: { ...DEFAULT_LIMITS, maxPostBytes: 4 } });
    expect(await statusOf(server, field('a', '12') + field('b', '34') + form)).toBe(200);
    expect(await statusOf(server, field('a', '12') + field('b', '345') + form)).toBe(413);
  });

  test('by the number of its parts', async () => {
    const server = await start({}, { limits: { ...DEFAULT_LIMITS, maxFileCount: 2 } });
    expect(await statusOf(server, field('a', '') + form)).toBe(200);
    expect(await statusOf(server, field('a', '') + field('b', '') + form)).toBe(413);
  });
});

describe('A form that is malformed is refused with 400', () => {
  test.each([
    ['nothing'],
    ['--XX'],
    ['--XX\r\n'],
    [field('a', '1')],
    [file('f', 'x')],
    ['--XX\r\nContent-Disposition: form-data; name="a"'],
    ['--YY\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--YY--\r\n'],
    [part('form-data; name="a"', 'x', `X-Long: ${'x'.repeat(600)}`) + END],
    [part('form-data; name="a"', 'x', `X-Long: ${'x'.repeat(100_000)}`) + END],
    [part('form-data; name="a"', 'x', ...Array.from({ length: 200 }, (_, n) => `X-${n}: 1`)) + END],
  ])('%#: %.40j', async (body) => {
    const server = await start();
    expect(await statusOf(server, body)).toBe(400);
  });

  test.each([
    ['multipart/form-data'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary=""'],
    ['multipart/form-data; charset=utf-8'],
    [`multipart/form-data; boundary=${'X'.repeat(71)}`],
  ])('when its type is %s', async (type) => {
    const server = await start();
    expect(await statusOf(server, field('a', '1') + END, type)).toBe(400);
  });

  test('when the client goes away', async () => {
    const server = await start();
    const failure = new Promise((resolve) => {
      server.prepare = (request) =>
        Promise.resolve(readParts(request, { location: folder })).catch(resolve);
    });
    const socket = server.connect();
    socket.write(chunked(file('f', 'hello')), () => socket.destroySoon());
    expect(await failure).toMatchObject({ status: 400 });
  });

  test('a quoted boundary is none', async () => {
    const server = await start();
    const type = 'Multipart/Form-Data; charset=utf-8; Boundary="XX"';
    expect(await statusOf(server, field('a', '1') + END, type)).toBe(200);
  });
});

describe('Where there are no parts', () => {
  test.each([
    ['text/plain'],
    ['multipart/mixed; boundary=XX'],
    ['application/x-www-form-urlencoded'],
  ])('as in %s, none are given', async (type) => {
    const server = await start();
    const asked = await server.post(
      (request) => [request.getParts(), request.getPart('a')],
      type,
      field('a', '1') + END,
    );
    expect(asked).toEqual([[], null]);
  });

  test('a multipart request without a body has none', async () => {
    const server = await start();
    expect(await server.post((request) => request.getParts(), TYPE, '')).toEqual([]);
  });

  test('a servlet without a multipart config is told so', async () => {
    const server = await RequestServer.start();
    const failed = server.post((request) => request.getParts(), TYPE, field('a', '1') + END);
    await expect(failed).rejects.toThrow('multipart config');
  });
});
