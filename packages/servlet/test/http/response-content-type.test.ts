import { describe, expect, test } from '@jest/globals';
import type { ResponseFacade } from '../../src/http/response-facade.ts';
import { type Answer, ResponseServer } from '../support/response-server.ts';

/** Runs a program on a server of its own. */
async function run(program: (response: ResponseFacade) => unknown): Promise<Answer> {
  const server = await ResponseServer.start();
  return server.run(program);
}

describe('the content type', () => {
  test('without a type there is no field, whatever the charset', async () => {
    const answer = await run((response) => {
      response.setCharacterEncoding('UTF-8');
      response.getWriter().print('ä');
      expect(response.getContentType()).toBeNull();
    });
    expect(answer.all('content-type')).toEqual([]);
    expect(answer.body).toBe('\xc3\xa4');
  });

  test.each([
    ['text/html; charset=UTF-8', 'text/html;charset=UTF-8', 'UTF-8'],
    ['text/html;CHARSET="utf-8"', 'text/html;charset=utf-8', 'utf-8'],
    [
      'text/html; a=b; charset=UTF-8; c="x;charset=y"',
      'text/html;a=b;c="x;charset=y";charset=UTF-8',
      'UTF-8',
    ],
    ['text/html; a="x;charset=y"', 'text/html; a="x;charset=y"', 'ISO-8859-1'],
    ['text/html; a="\\";charset=y"', 'text/html; a="\\";charset=y"', 'ISO-8859-1'],
    ['text/html;charset=', 'text/html;charset=', 'ISO-8859-1'],
    ['nonsense', 'nonsense', 'ISO-8859-1'],
  ])('%s', async (type, field, charset) => {
    const answer = await run((response) => {
      response.setContentType(type);
      expect(response.getContentType()).toBe(field);
      expect(response.getCharacterEncoding()).toBe(charset);
    });
    expect(answer.all('content-type')).toEqual([field]);
  });

  test('a writer says which charset it writes', async () => {
    const answer = await run((response) => {
      response.setContentType('text/plain');
      expect(response.getContentType()).toBe('text/plain');
      response.getWriter();
      expect(response.getContentType()).toBe('text/plain;charset=ISO-8859-1');
    });
    expect(answer.all('content-type')).toEqual(['text/plain;charset=ISO-8859-1']);
  });

  test('an output stream says nothing of it', async () => {
    const answer = await run((response) => {
      response.setContentType('text/plain');
      response.getOutputStream().print('a');
    });
    expect(answer.all('content-type')).toEqual(['text/plain']);
  });

  test('type and charset can be set in any order, and again', async () => {
    const answer = await run((response) => {
      response.setCharacterEncoding('UTF-8');
      response.setContentType('text/plain');
      expect(response.getContentType()).toBe('text/plain;charset=UTF-8');
      response.setContentType('text/html;charset=ISO-8859-1');
      response.setCharacterEncoding('UTF-16BE');
      expect(response.getContentType()).toBe('text/html;charset=UTF-16BE');
      response.setCharacterEncoding(null);
    });
    expect(answer.all('content-type')).toEqual(['text/html']);
  });

  test('behind getWriter the type can change, the charset cannot', async () => {
    const answer = await run((response) => {
      response.setContentType('text/html;charset=UTF-8');
      response.getWriter().print('ä');
      response.setContentType('text/plain;charset=ISO-8859-1');
      response.setCharacterEncoding('ISO-8859-1');
      response.setLocale('en');
      expect(response.getCharacterEncoding()).toBe('UTF-8');
    });
    expect(answer.all('content-type')).toEqual(['text/plain;charset=UTF-8']);
    expect(answer.body).toBe('\xc3\xa4');
  });

  test('null takes type and charset away', async () => {
    const answer = await run((response) => {
      response.setContentType('text/html;charset=UTF-8');
      response.setContentType(null);
      expect(response.getContentType()).toBeNull();
      expect(response.getCharacterEncoding()).toBe('ISO-8859-1');
    });
    expect(answer.all('content-type')).toEqual([]);
  });

  test('the application may have a charset of its own', async () => {
    const server = await ResponseServer.start();
    server.contextEncoding = 'UTF-8';
    const answer = await server.run((response) => {
      response.setContentType('text/plain');
      expect(response.getCharacterEncoding()).toBe('UTF-8');
      expect(response.getContentType()).toBe('text/plain');
      response.getWriter().print('ä');
    });
    expect(answer.all('content-type')).toEqual(['text/plain;charset=UTF-8']);
    expect(answer.body).toBe('\xc3\xa4');
  });
});

describe('the locale', () => {
  test('goes out as Content-Language, in its usual form', async () => {
    const answer = await run((response) => {
      response.setLocale('de-ch');
      expect(response.getLocale()).toBe('de-CH');
    });
    expect(answer.all('content-language')).toEqual(['de-CH']);
  });

  test('is that of the server until it is set, and again when it is null', async () => {
    const answer = await run((response) => {
      const own = Intl.DateTimeFormat().resolvedOptions().locale;
      expect(response.getLocale()).toBe(own);
      response.setLocale('ja');
      response.setLocale(null);
      expect(response.getLocale()).toBe(own);
    });
    expect(answer.all('content-language')).toEqual([]);
  });

  test('brings a charset along where none was named', async () => {
    await run((response) => {
      response.setContentType('text/plain');
      response.setLocale('fr-CA');
      expect(response.getContentType()).toBe('text/plain;charset=ISO-8859-1');
      response.setLocale(null);
      expect(response.getContentType()).toBe('text/plain');
      response.setLocale('ja');
      expect(response.getContentType()).toBe('text/plain');
      response.setCharacterEncoding('UTF-8');
      response.setLocale('en');
      expect(response.getContentType()).toBe('text/plain;charset=UTF-8');
    });
  });
});

describe('what is settled', () => {
  test('a locale without a charset of its own leaves that of another', async () => {
    await run((response) => {
      response.setContentType('text/plain');
      response.setLocale('fr');
      response.setLocale('ja');
      expect(response.getContentType()).toBe('text/plain;charset=ISO-8859-1');
    });
  });

  test('reset lets a locale bring its charset again', async () => {
    await run((response) => {
      response.setCharacterEncoding('UTF-8');
      response.reset();
      response.setContentType('text/plain');
      response.setLocale('en');
      expect(response.getContentType()).toBe('text/plain;charset=ISO-8859-1');
    });
  });

  test('an error page has a charset of its own', async () => {
    const answer = await run((response) => {
      response.setContentType('text/plain');
      response.getWriter().print('dropped');
      response.sendError(404);
      response.resume();
      response.setContentType('text/html;charset=UTF-8');
      response.getWriter().print('ä');
    });
    expect(answer.all('content-type')).toEqual(['text/html;charset=UTF-8']);
    expect(answer.body).toBe('\xc3\xa4');
  });
});

describe('text and bytes', () => {
  test('do not mix', async () => {
    const ours = { code: 'HTTPSESSION_UNSUPPORTED', name: 'IllegalStateException' };
    const server = await ResponseServer.start();
    const first = await server.failure((response) => {
      response.getWriter();
      response.getOutputStream();
    });
    expect(first).toMatchObject(ours);
    const second = await server.failure((response) => {
      response.getOutputStream();
      response.getWriter();
    });
    expect(second).toMatchObject(ours);
  });

  test('each has one object', async () => {
    await run((response) => {
      expect(response.getWriter()).toBe(response.getWriter());
    });
    await run((response) => {
      expect(response.getOutputStream()).toBe(response.getOutputStream());
    });
  });

  test('an unknown charset is known when text is to be written', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => {
      response.setContentType('text/plain;charset=x-unheard');
      response.getWriter();
    });
    expect(error).toMatchObject({ name: 'UnsupportedEncodingException' });
    const answer = await server.run((response) => {
      response.setContentType('text/plain;charset=x-unheard');
      response.getOutputStream().print('a');
    });
    expect(answer.all('content-type')).toEqual(['text/plain;charset=x-unheard']);
  });

  test.each([
    ['ISO-8859-1', 'aé€😀', 'a\xe9??'],
    ['latin1', 'é', '\xe9'],
    ['US-ASCII', 'aé😀', 'a??'],
    ['utf-8', 'é😀', '\xc3\xa9\xf0\x9f\x98\x80'],
    ['UTF-16BE', 'a€', '\0a\x20\xac'],
    ['UTF-16LE', 'a€', 'a\0\xac\x20'],
    ['windows-1252', '€Ωaé\x80Ÿ', '\x80?a\xe9?\x9f'],
    ['ISO-8859-15', '€', '\xa4'],
    ['KOI8-R', 'я', '\xd1'],
    ['GBK', '中a文', '\xd6\xd0a\xce\xc4'],
    ['GB2312', '中', '\xd6\xd0'],
    ['Big5', '中', '\xa4\xa4'],
    ['Shift_JIS', 'あｱa', '\x82\xa0\xb1a'],
    ['EUC-KR', '한', '\xc7\xd1'],
  ])('%s', async (charset, text, bytes) => {
    const answer = await run((response) => {
      response.setCharacterEncoding(charset);
      response.getWriter().print(text);
    });
    expect(answer.body).toBe(bytes);
    expect(answer.all('content-length')).toEqual([String(bytes.length)]);
  });

  test('a character may come in two halves, with a flush between them', async () => {
    const answer = await run((response) => {
      response.setCharacterEncoding('UTF-8');
      const out = response.getWriter();
      out.print('a\ud83d');
      out.flush();
      out.print('\ude00b');
    });
    expect(answer.body).toBe('a\xf0\x9f\x98\x80b');
  });
});

describe('the writer', () => {
  test('prints as Java does', async () => {
    const answer = await run((response) => {
      const out = response.getWriter();
      out.print(null);
      out.print(1.5);
      out.print(true);
      out.println();
      out.println('line');
      out.write('abcdef', 1, 3);
      out.write('xyz', 1);
      out.write(0x41);
      out.append('-').append(7);
      out.printf('%s=%d %%n%n', 'a', 2);
      expect(out.checkError()).toBe(false);
    });
    expect(answer.body).toBe('null1.5true\nline\nbcdyzA-7a=2 %n\n');
  });

  test.each([
    [-1, 1],
    [0, 4],
    [4, undefined],
    [2, 2],
    [0.5, 1],
    [1, -1],
  ])('write of a part outside of the text: %p, %p', async (offset, length) => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => {
      response.getWriter().write('abc', offset, length);
    });
    expect(error).toMatchObject({ name: 'IllegalArgumentException' });
  });
});

describe('the output stream', () => {
  test('writes bytes, parts of them, numbers and text', async () => {
    const answer = await run((response) => {
      const out = response.getOutputStream();
      out.write(Uint8Array.of(1, 2, 3, 4), 1, 2);
      out.write(0x141);
      out.write('é');
      out.print('é');
      out.println(7);
      out.close();
    });
    expect(answer.body).toBe('\x02\x03A\xc3\xa9\xe97\r\n');
  });

  test('print takes no text of two bytes', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => response.getOutputStream().print('€'));
    expect(error).toMatchObject({ name: 'IllegalArgumentException' });
  });
});
