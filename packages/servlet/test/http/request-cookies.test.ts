import { describe, expect, test } from '@jest/globals';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

const cookies = (request: RequestFacade): unknown =>
  request.getCookies()?.map((cookie) => [cookie.getName(), cookie.getValue()]) ?? null;

describe('Cookies of a request', () => {
  test.each([
    ['a=1', [['a', '1']]],
    ['a=1; b=2', [['a', '1'], ['b', '2']]], // prettier-ignore
    ['a=1;b=2', [['a', '1'], ['b', '2']]], // prettier-ignore
    ['b=2; a=1; b=3', [['b', '2'], ['a', '1'], ['b', '3']]], // prettier-ignore
    [' a = 1 ;\tb\t=\t2', [['a', '1'], ['b', '2']]], // prettier-ignore
    ['a="1"', [['a', '"1"']]],
    ['a=', [['a', '']]],
    ['a', [['a', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['A=1; a=2', [['A', '1'], ['a', '2']]], // prettier-ignore
    ['a=%20', [['a', '%20']]],
    ['a=\u00c3\u00bc', [['a', 'ü']]],
    ['a=\u00c3\u00a0; b=1', [['a', 'à'], ['b', '1']]], // prettier-ignore
    ['$Version=1; a=1', [['$Version', '1'], ['a', '1']]], // prettier-ignore
  ])('%s', async (header, expected) => {
    const server = await RequestServer.start();
    expect(await server.get(cookies, '/', `Cookie: ${header}`)).toEqual(expected);
  });

  test.each([
    ['=x'],
    ['a b=1'],
    ['a@b=1'],
    ['(a)=1'],
    ['\u00fc=1'],
    ['a=1 2'],
    ['a=1,2'],
    ['a="1'],
    ['a=1"2'],
    ['a=1\\2'],
    ['a="1;2"'],
    [';;;'],
  ])('what is malformed is left out, and no other one: %s', async (header) => {
    const server = await RequestServer.start();
    expect(await server.get(cookies, '/', `Cookie: x=1; ${header}; y=2`)).toEqual([
      ['x', '1'],
      ['y', '2'],
    ]);
  });

  test('are null where there are none (SES-207)', async () => {
    const server = await RequestServer.start();
    expect(await server.get(cookies)).toBeNull();
    expect(await server.get(cookies, '/', 'Cookie: =x')).toBeNull();
  });

  test('keep the quotes around a value (SES-208)', async () => {
    const server = await RequestServer.start();
    expect(await server.get(cookies, '/', 'Cookie: n="v"')).toEqual([['n', '"v"']]);
  });

  test('of several fields are together', async () => {
    const server = await RequestServer.start();
    expect(await server.get(cookies, '/', 'Cookie: a=1', 'Cookie: b=2')).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('are the same objects each time', async () => {
    const server = await RequestServer.start();
    const asked = await server.get(
      (request) => request.getCookies()?.[0] === request.getCookies()?.[0],
      '/',
      'Cookie: a=1',
    );
    expect(asked).toBe(true);
  });

  test('more than 200 are refused with 400', async () => {
    const server = await RequestServer.start();
    const header = (count: number): string =>
      Array.from({ length: count }, (_, n) => `c${n}=1`).join(';');
    const request = (count: number): string =>
      ['GET / HTTP/1.1', 'Host: app.test', `Cookie: ${header(count)}`, '', ''].join('\r\n');
    expect(await server.ask(cookies, request(200))).toHaveLength(200);
    expect(await server.send(cookies, request(201))).toMatchObject({ status: 400 });
  });
});
