import { describe, expect, test } from '@jest/globals';
import { deferred } from '../support/deferred.ts';
import { connectAndRead } from '../support/read-as-it-comes.ts';
import { ResponseServer } from '../support/response-server.ts';

const TOO_LATE = { code: 'HTTPSESSION_RESPONSE_COMMITTED' };

describe('the buffer', () => {
  test('a body that fits goes out in one piece, with its length', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.getWriter().print('one ');
      response.getWriter().print('two');
      expect(response.isCommitted()).toBe(false);
    });
    expect(answer.body).toBe('one two');
    expect(answer.all('content-length')).toEqual(['7']);
    expect(answer.isChunked).toBe(false);
  });

  test('nothing is committed before there is more than fits', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      const out = response.getOutputStream();
      out.write(new Uint8Array(8192).fill(0x61));
      expect(response.isCommitted()).toBe(false);
      expect(response.node.headersSent).toBe(false);
      out.write(0x62);
      expect(response.isCommitted()).toBe(true);
      expect(response.node.headersSent).toBe(true);
    });
    expect(answer.isChunked).toBe(true);
    expect(answer.body).toBe(`${'a'.repeat(8192)}b`);
  });

  test('text counts by its bytes', async () => {
    const server = await ResponseServer.start();
    await server.run((response) => {
      response.setCharacterEncoding('UTF-8');
      const out = response.getWriter();
      out.print('€'.repeat(2730));
      expect(response.isCommitted()).toBe(false);
      out.print('€');
      expect(response.isCommitted()).toBe(true);
    });
  });

  test('it grows but does not shrink', async () => {
    const server = await ResponseServer.start();
    await server.run((response) => {
      expect(response.getBufferSize()).toBe(8192);
      response.setBufferSize(100);
      expect(response.getBufferSize()).toBe(8192);
      response.setBufferSize(10_000);
      expect(response.getBufferSize()).toBe(10_000);
      response.getWriter().print('x'.repeat(10_000));
      expect(response.isCommitted()).toBe(false);
    });
  });

  test('its size is settled by the first byte', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => {
      response.getWriter().print('x');
      response.setBufferSize(10_000);
    });
    expect(error).toMatchObject(TOO_LATE);
  });

  test('a flush sends what there is, before the program is over', async () => {
    const server = await ResponseServer.start();
    const goOn = deferred<undefined>();
    server.program = async (response) => {
      response.getWriter().print('early');
      response.flushBuffer();
      await goOn.promise;
      response.getWriter().print(' late');
    };
    const client = connectAndRead(server);
    expect(await client.until('early')).not.toContain('late');
    goOn.resolve(undefined);
    await client.until('late');
  });

  test('a flush without any body sends the head', async () => {
    const server = await ResponseServer.start();
    const goOn = deferred<undefined>();
    server.program = async (response) => {
      response.setStatus(201);
      response.flushBuffer();
      expect(response.isCommitted()).toBe(true);
      await goOn.promise;
    };
    const client = connectAndRead(server);
    await client.until('\r\n\r\n');
    goOn.resolve(undefined);
    await client.closed;
    expect(client.received).toContain('HTTP/1.1 201 ');
    expect(server.errors).toEqual([]);
  });

  test('the array of who writes may be used again', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      const bytes = Uint8Array.of(0x61, 0x62);
      response.getOutputStream().write(bytes);
      bytes.fill(0x21);
    });
    expect(answer.body).toBe('ab');
  });
});

describe('reset', () => {
  test('resetBuffer forgets the body and nothing else', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setStatus(404);
      response.setHeader('X-A', 'a');
      response.getWriter().print('wrong');
      response.resetBuffer();
      response.getWriter().print('right');
    });
    expect(answer).toMatchObject({ status: 404, body: 'right' });
    expect(answer.all('x-a')).toEqual(['a']);
  });

  test('reset forgets everything, and lets bytes follow text', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setStatus(404);
      response.setHeader('X-A', 'a');
      response.setContentType('text/plain;charset=UTF-8');
      response.setContentLength(900);
      response.getWriter().print('wrong');
      response.reset();
      expect(response.getContentType()).toBeNull();
      expect(response.getCharacterEncoding()).toBe('ISO-8859-1');
      response.getOutputStream().print('right');
    });
    expect(answer).toMatchObject({ status: 200, body: 'right' });
    expect(answer.all('x-a')).toEqual([]);
    expect(answer.all('content-type')).toEqual([]);
    expect(answer.all('content-length')).toEqual(['5']);
  });

  test.each(['reset', 'resetBuffer'] as const)(
    '%s is refused behind the commit',
    async (method) => {
      const server = await ResponseServer.start();
      const error = await server.failure((response) => {
        response.flushBuffer();
        response[method]();
      });
      expect(error).toMatchObject(TOO_LATE);
    },
  );
});

describe('the announced length', () => {
  test('what exceeds it is not sent', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setContentLength(4);
      response.getWriter().print('body and HTTP/1.1 200 OK');
    });
    expect(answer.body).toBe('body');
    expect(answer.all('content-length')).toEqual(['4']);
  });

  test('neither when it comes in pieces', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setContentLength(6);
      const out = response.getOutputStream();
      for (const piece of ['abcd', 'efgh', 'ijkl']) {
        out.print(piece);
        out.flush();
      }
    });
    expect(answer.body).toBe('abcdef');
  });

  test('the response is committed when all of it is written', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setContentLength(2);
      response.getWriter().print('a');
      expect(response.isCommitted()).toBe(false);
      response.getWriter().print('b');
      expect(response.isCommitted()).toBe(true);
      response.setHeader('X-Late', '1');
    });
    expect(answer.all('x-late')).toEqual([]);
  });

  test.each([true, false])(
    'a shorter body ends the connection, flushed first: %s',
    async (flushes) => {
      const server = await ResponseServer.start();
      server.program = (response) => {
        response.setContentLength(10);
        response.getWriter().print('short');
        if (flushes) response.flushBuffer();
      };
      // The second request would be answered within the body of the first.
      const answer = await server.exchange('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n'.repeat(2));
      expect(answer.all('content-length')).toEqual(['10']);
      expect(answer.body).toBe('short');
    },
  );

  test('a shorter rest ends the connection, too', async () => {
    const server = await ResponseServer.start();
    server.program = (response) => {
      response.setContentLength(10);
      response.getWriter().print('short');
      response.flushBuffer();
      response.getWriter().print('!');
    };
    const answer = await server.exchange('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n'.repeat(2));
    expect(answer.body).toBe('short!');
  });

  test('HEAD may announce what it does not send', async () => {
    const server = await ResponseServer.start();
    server.program = (response) => response.setContentLength(10);
    const [first, second] = ['', 'Connection: close\r\n'].map(
      (line) => `HEAD / HTTP/1.1\r\nHost: app.test\r\n${line}\r\n`,
    );
    const answer = await server.exchange(`${first ?? ''}${second ?? ''}`);
    expect(answer.all('content-length')).toEqual(['10']);
    // The connection was kept for the second.
    expect(answer.body).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Length: 10\r\n/);
  });

  test('setHeader and setIntHeader set it, too', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('content-length', '3');
      expect(response.getHeader('Content-Length')).toBe('3');
      response.setIntHeader('Content-Length', 2);
      expect(response.getHeaderNames()).toEqual(['Content-Length']);
      response.getWriter().print('abc');
    });
    expect(answer.body).toBe('ab');
  });

  test.each(['', '-1', '1e3', '0x10', '5, 5', '99999999999999999999'])(
    'Content-Length: %j is refused',
    async (length) => {
      const server = await ResponseServer.start();
      const error = await server.failure((response) => {
        response.setHeader('Content-Length', length);
      });
      expect(error).toMatchObject({ name: 'NumberFormatException' });
    },
  );

  test('it does not go with a Transfer-Encoding', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('Transfer-Encoding', 'chunked');
      response.setContentLength(2);
      response.getWriter().print('ab');
    });
    expect(answer.all('content-length')).toEqual([]);
    expect(answer.body).toBe('ab');
  });
});

describe('answers without a body', () => {
  test('HEAD has the head of GET and nothing behind it', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => response.getWriter().print('four'), {
      method: 'HEAD',
    });
    expect(answer.all('content-length')).toEqual(['4']);
    expect(answer.body).toBe('');
  });

  test('HEAD of a large body', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run(
      (response) => {
        for (let count = 0; count < 5; count++) response.getWriter().print('x'.repeat(5000));
        expect(response.isCommitted()).toBe(true);
      },
      { method: 'HEAD' },
    );
    expect(answer).toMatchObject({ status: 200, body: '' });
  });

  test('HEAD that writes nothing says nothing of the length', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run(() => undefined, { method: 'HEAD' });
    expect(answer.all('content-length')).toEqual([]);
  });

  test.each([
    [204, [], ['text/plain;charset=ISO-8859-1']],
    [304, [], []],
    [205, ['0'], []],
  ])('%i', async (status, length, type) => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setStatus(status);
      response.setContentType('text/plain');
      response.getWriter().print('not seen');
    });
    expect(answer).toMatchObject({ status, body: '' });
    expect(answer.all('content-length')).toEqual(length);
    expect(answer.all('content-type')).toEqual(type);
  });

  test('an empty body has the length 0', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run(() => undefined);
    expect(answer.all('content-length')).toEqual(['0']);
  });
});

describe('the end', () => {
  test('what is written behind close is dropped', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      const out = response.getWriter();
      out.print('all');
      out.close();
      expect(response.isCommitted()).toBe(true);
      out.print('more');
      out.flush();
      out.close();
    });
    expect(answer.body).toBe('all');
    expect(answer.all('content-length')).toEqual(['3']);
  });

  test('behind suspend, too; resume lets others write', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.getWriter().print('first');
      response.suspend();
      response.getWriter().print('second');
      response.getWriter().close();
      expect(response.node.writableEnded).toBe(false);
      response.resume();
      response.getWriter().print('third');
    });
    expect(answer.body).toBe('third');
  });

  test('resume keeps what a flush has sent', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.getWriter().print('first ');
      response.flushBuffer();
      response.suspend();
      response.getWriter().print('second ');
      response.resume();
      response.getWriter().print('third');
    });
    expect(answer.body).toBe('first third');
  });

  test('somebody else may answer with Node’s response', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.node.end('by hand');
      expect(response.isCommitted()).toBe(true);
      response.getWriter().print('too late');
    });
    expect(answer.body).toBe('by hand');
  });

  test('writing on when the client is gone does no harm', async () => {
    const server = await ResponseServer.start();
    const done = deferred<boolean>();
    server.program = async (response) => {
      const out = response.getWriter();
      out.print('x');
      out.flush();
      await new Promise((resolve) => response.node.once('close', resolve));
      out.print('y'.repeat(100_000));
      done.resolve(out.checkError());
    };
    const client = connectAndRead(server);
    await client.until('x');
    client.destroy();
    expect(await done.promise).toBe(true);
    expect(server.errors).toEqual([]);
  });

  test('abort cuts the connection', async () => {
    const server = await ResponseServer.start();
    server.isFinishing = false;
    server.program = (response) => {
      response.getWriter().print('part');
      response.flushBuffer();
      response.node.once('drain', () => undefined);
      setImmediate(() => response.abort());
    };
    const answer = await server.exchange('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n');
    expect(answer.body).toBe('part<cut>');
  });
});

describe('trailer fields', () => {
  test('they follow a chunked body', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('Trailer', 'X-Sum');
      const supplier = (): ReadonlyMap<string, string> =>
        new Map([
          ['X-Sum', '7'],
          ['Content-Length', '99'],
        ]);
      response.setTrailerFields(supplier);
      expect(response.getTrailerFields()).toBe(supplier);
      response.getWriter().print('body');
    });
    expect(answer.isChunked).toBe(true);
    expect(answer.body).toBe('bodyX-Sum: 7\r\n');
  });

  test('one with a line break is refused, and the body has no end', async () => {
    const server = await ResponseServer.start();
    server.program = (response) => {
      response.setTrailerFields(() => new Map([['X-Sum', '7\r\nX-Evil: 1']]));
      response.getWriter().print('body');
      response.flushBuffer();
    };
    const answer = await server.exchange('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n');
    expect(answer.body).toMatch(/<cut>$/);
    expect(server.errors[0]).toMatchObject({ name: 'IllegalArgumentException' });
  });

  test('HTTP/1.0 has none', async () => {
    const server = await ResponseServer.start();
    const failed = server.run((response) => response.setTrailerFields(() => new Map()), {
      version: '1.0',
    });
    await expect(failed).rejects.toMatchObject(TOO_LATE);
  });
});
