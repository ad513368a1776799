import { describe, expect, it } from '@jest/globals';
import { stripPathParameter } from '../../src/tracking/path-parameter.ts';
import { expectLinearTime } from '../support/linear-time.ts';

const strip = (url: string) => stripPathParameter(url, 'jsessionid');

describe('stripPathParameter', () => {
  it.each([
    ['/a;jsessionid=1', '/a'],
    ['/a/;jsessionid=1', '/a/'],
    ['/;jsessionid=1', '/'],
    ['/a;jsessionid=1?q=2#f', '/a?q=2#f'],
  ])('SES-098 %s maps like %s', (url, plain) => {
    expect(strip(url)).toEqual({ url: plain, value: '1' });
  });

  it('SES-095 the parameter is the one that is asked for', () => {
    expect(stripPathParameter('/a;SID=1;jsessionid=2', 'SID')).toEqual({
      url: '/a;jsessionid=2',
      value: '1',
    });
  });

  it.each([
    ['/admin;jsessionid=A/x', '/admin/x', 'A'],
    ['/a;jsessionid=A;jsessionid=B', '/a', 'B'],
    ['/a;jsessionid=A/b;jsessionid=B/c', '/a/b/c', 'B'],
    ['/a;JSESSIONID=A', '/a;JSESSIONID=A', undefined],
    ['/a;jsessionid=', '/a', ''],
    ['/a;jsessionid=;jsessionid=B', '/a', 'B'],
    ['/a;jsessionid', '/a;jsessionid', undefined],
    ['/a;jsessionidx=A', '/a;jsessionidx=A', undefined],
    ['/a;xjsessionid=A', '/a;xjsessionid=A', undefined],
    ['/ajsessionid=A', '/ajsessionid=A', undefined],
    ['/a;jsessionid=A=B', '/a', 'A=B'],
    ['/a;jsessionid=%41', '/a', '%41'],
    ['/..;jsessionid=A/admin', '/..;jsessionid=A/admin', undefined],
    ['/a%3Bjsessionid=A', '/a%3Bjsessionid=A', undefined],
    ['/a%3bjsessionid=A', '/a%3bjsessionid=A', undefined],
    ['/a;%6Asessionid=A', '/a;%6Asessionid=A', undefined],
    ['/;a=b;jsessionid=A;c=d?q=;jsessionid=B#f', '/;a=b;c=d?q=;jsessionid=B#f', 'A'],
    ['/a?;jsessionid=A', '/a?;jsessionid=A', undefined],
    ['/a#;jsessionid=A', '/a#;jsessionid=A', undefined],
    ['/a;jsess;jsessionid=A;ionid=B', '/a;jsess;ionid=B', 'A'],
    ['/a;jsession;jsessionid=id=B', '/a;jsession', 'id=B'],
    ['//evil/;jsessionid=A', '//evil/', 'A'],
    ['//evil;jsessionid=A/x', '//evil/x', 'A'],
    ['*', '*', undefined],
    ['', '', undefined],
    ['http://h/a;jsessionid=A?b', 'http://h/a?b', 'A'],
    ['http://u;jsessionid=A@h/a', 'http://u;jsessionid=A@h/a', undefined],
    ['http://u;jsessionid=A', 'http://u;jsessionid=A', undefined],
    ['http://h?/;jsessionid=A', 'http://h?/;jsessionid=A', undefined],
    ['host:443;jsessionid=A', 'host:443', 'A'],
    ['/a/http://h;jsessionid=A/b', '/a/http://h/b', 'A'],
    ['a/http://h;jsessionid=A/b', 'a/http://h/b', 'A'],
  ])('S-21 cuts %s to %s', (url, plain, value) => {
    expect(strip(url)).toEqual({ url: plain, value });
  });

  it.each([';', ';jsessionid', ';jsessionid=', ';jsessionid=a/', '/', ':', '://', '?', '.'])(
    'S-25 reads 16 KiB of %j in linear time',
    (piece) => {
      expectLinearTime(strip, (bytes) => `/;${piece.repeat(bytes / piece.length)};jsessionid=x`);
    },
  );
});
