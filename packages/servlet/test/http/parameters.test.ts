import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../src/http/contracts.ts';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

const FORM = 'application/x-www-form-urlencoded';

const all = (request: RequestFacade): unknown => [...request.getParameterMap()];

describe('Parameters of the query', () => {
  test.each([
    ['a=1', [['a', ['1']]]],
    ['a=1&b=2&a=3', [['a', ['1', '3']], ['b', ['2']]]], // prettier-ignore
    ['a', [['a', ['']]]],
    ['a=', [['a', ['']]]],
    ['a=b=c', [['a', ['b=c']]]],
    ['=x', []],
    ['&&=&a=1&', [['a', ['1']]]],
    ['', []],
    ['a+b=c+d%2B', [['a b', ['c d+']]]],
    ['%61=%C3%BC', [['a', ['ü']]]],
    ['a=%E4', [['a', ['\ufffd']]]],
    ['a=%F0%9F%98%80', [['a', ['😀']]]],
    ['a=%00', [['a', ['\0']]]],
    ['__proto__=1&constructor=2', [['__proto__', ['1']], ['constructor', ['2']]]], // prettier-ignore
    // A broken sequence costs its parameter, and no other one.
    ['a=%&b=2', [['b', ['2']]]],
    ['a=%4&b=2', [['b', ['2']]]],
    ['a=%zz&b=2', [['b', ['2']]]],
    ['%zz=1&b=2', [['b', ['2']]]],
    ['a=1;b=2', [['a', ['1;b=2']]]],
  ])('%s', async (query, expected) => {
    const server = await RequestServer.start();
    expect(await server.get(all, `/?${query}`)).toEqual(expected);
  });

  test('are asked for by name', async () => {
    const server = await RequestServer.start();
    const asked = await server.get(
      (request) => [
        request.getParameter('a'),
        request.getParameter('none'),
        request.getParameterValues('a'),
        request.getParameterValues('none'),
        [...request.getParameterNames()],
      ],
      '/?b=0&a=1&a=2',
    );
    expect(asked).toEqual(['1', null, ['1', '2'], null, ['b', 'a']]);
  });

  test('values that were given out can be changed without effect', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      request.getParameterValues('a')?.push('2');
      return request.getParameterValues('a');
    }, '/?a=1');
    expect(asked).toEqual(['1']);
  });
});

describe('Parameters of query and form', () => {
  test('those of the query come first', async () => {
    const server = await RequestServer.start();
    const body = 'a=form&c=3';
    const lines = ['POST /?a=query&b=2 HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
    const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    expect(await server.ask(all, text)).toEqual([
      ['a', ['query', 'form']],
      ['b', ['2']],
      ['c', ['3']],
    ]);
  });

  test('a form is UTF-8, also where its bytes are not encoded', async () => {
    const server = await RequestServer.start();
    expect(await server.post(all, FORM, 'a=%C3%BC&b=\u00c3\u00bc')).toEqual([
      ['a', ['ü']],
      ['b', ['ü']],
    ]);
  });

  test.each([
    [`${FORM}; charset=ISO-8859-1`, '%E4', 'ä'],
    [`${FORM};charset="iso-8859-1"`, '\u00e4', 'ä'],
    [`${FORM}; charset=ISO-8859-1`, '%80', '\u0080'],
    [`${FORM}; charset=windows-1251`, '%E4', 'д'],
    [`${FORM}; charset=Shift_JIS`, '%82%a0', 'あ'],
    [`${FORM}; charset=no-such`, '%C3%A4', 'ä'],
  ])('%s: %s is %s', async (type, value, text) => {
    const server = await RequestServer.start();
    expect(await server.post((request) => request.getParameter('a'), type, `a=${value}`)).toBe(
      text,
    );
  });

  test('a filter says the charset before anybody asks, and not later', async () => {
    const server = await RequestServer.start();
    const ask = async (program: (request: RequestFacade) => void): Promise<unknown> =>
      server.post(
        (request) => {
          program(request);
          return request.getParameter('a');
        },
        FORM,
        'a=%E4',
      );
    expect(await ask((request) => request.setCharacterEncoding('ISO-8859-1'))).toBe('ä');
    expect(
      await ask((request) => {
        request.getParameter('x');
        request.setCharacterEncoding('ISO-8859-1');
      }),
    ).toBe('\ufffd');
  });
});

describe('Too many parameters', () => {
  const limits = { ...DEFAULT_LIMITS, maxParameters: 3 };

  test('are refused with 400, and as many as there may be are not', async () => {
    const server = await RequestServer.start({ limits });
    expect(await server.get(all, '/?a&b&c')).toHaveLength(3);
    const lines = ['GET /?a&b&c&d HTTP/1.1', 'Host: app.test', '', ''];
    expect(await server.send(all, lines.join('\r\n'))).toMatchObject({ status: 400 });
  });

  test('query and form count together, values of one name too', async () => {
    const server = await RequestServer.start({ limits });
    const lines = ['POST /?a&a HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
    const text = [...lines, 'Content-Length: 3', '', 'a&a'].join('\r\n');
    expect(await server.send(all, text)).toMatchObject({ status: 400 });
  });

  test('somebody who catches it does not get some of them the next time', async () => {
    const server = await RequestServer.start({ limits });
    const twice = (request: RequestFacade): unknown => {
      try {
        request.getParameter('a');
      } catch {
        return request.getParameter('a');
      }
      return 'no failure';
    };
    const lines = ['GET /?a&b&c&d HTTP/1.1', 'Host: app.test', '', ''];
    expect(await server.send(twice, lines.join('\r\n'))).toMatchObject({ status: 400 });
  });

  test('nobody asks: nobody is refused', async () => {
    const server = await RequestServer.start({ limits });
    expect(await server.get(() => 'fine', '/?a&b&c&d')).toBe('fine');
  });
});
