import { describe, expect, test } from '@jest/globals';
import { Cookie } from '../../src/api/index.ts';
import { formatCookie } from '../../src/http/response-cookies.ts';
import { ResponseServer } from '../support/response-server.ts';

const NOW = Date.UTC(2024, 0, 1);

function cookie(value: string, attributes: Record<string, string> = {}): Cookie {
  const made = new Cookie('n', value);
  for (const [name, text] of Object.entries(attributes)) made.setAttribute(name, text);
  return made;
}

describe('the line of a cookie', () => {
  test('has everything in one order', () => {
    const all = cookie('v', {
      Priority: 'High',
      SameSite: 'Strict',
      HttpOnly: '',
      Secure: '',
      Path: '/app',
      Domain: 'example.org',
      'Max-Age': '60',
      Bare: '',
    });
    expect(formatCookie(all, NOW)).toBe(
      'n=v; Max-Age=60; Expires=Mon, 01 Jan 2024 00:01:00 GMT; Domain=example.org; Path=/app; ' +
        'Secure; HttpOnly; SameSite=Strict; Priority=High; Bare',
    );
  });

  test('SES-203: without a lifetime there is no date', () => {
    expect(formatCookie(cookie('v'), NOW)).toBe('n=v');
    expect(formatCookie(cookie('v', { 'Max-Age': '-5' }), NOW)).toBe('n=v');
  });

  test('SES-204: a lifetime of zero is a date in the past', () => {
    const line = formatCookie(cookie('', { 'Max-Age': '0' }), NOW);
    expect(line).toBe('n=; Expires=Thu, 01 Jan 1970 00:00:10 GMT');
  });

  test('SES-201: secure and httponly are on when their value is empty', () => {
    expect(formatCookie(cookie('v', { Secure: 'other', HttpOnly: 'true' }), NOW)).toBe('n=v');
  });

  test('SES-202: what has an empty value is a bare name', () => {
    expect(formatCookie(cookie('v', { Partitioned: '' }), NOW)).toBe('n=v; Partitioned');
  });

  test('a lifetime beyond all dates still has a date', () => {
    const line = formatCookie(cookie('v', { 'Max-Age': '2147483647' }), Date.UTC(9998, 0));
    expect(line).toContain('; Max-Age=2147483647; Expires=Fri, 31 Dec 9999 23:59:59 GMT');
  });

  test('values may be quoted, and are written as UTF-8', () => {
    expect(formatCookie(cookie('"ab"'), NOW)).toBe('n="ab"');
    expect(formatCookie(cookie('ä€'), NOW)).toBe('n=\xc3\xa4\xe2\x82\xac');
  });

  const bad = ['a b', 'a;b', 'a,b', 'a"b', 'a\\b', 'a\r\nX: 1', 'a\nb', '\0', '\x7f', '"', '"a b"'];
  test.each(bad)('the value %j is refused', (value) => {
    expect(() => formatCookie(cookie(value), NOW)).toThrow(/Cookie n cannot be sent/);
  });

  test.each([
    '.a.org',
    'a..org',
    '-a.org',
    'a-.org',
    'a.org.',
    'a b',
    'a;Path=/',
    'a\r\nX: 1',
    'ä.org',
  ])('the domain %j is refused', (domain) => {
    expect(() => formatCookie(cookie('v', { Domain: domain }), NOW)).toThrow(/domain/);
  });

  test.each(['Path', 'SameSite', 'Other'])('%s takes no end of an attribute or line', (name) => {
    for (const text of ['/;Domain=x', '/\r\nX-Evil: 1', '/\n', '/\0', '/ä']) {
      expect(() => formatCookie(cookie('v', { [name]: text }), NOW)).toThrow(/attribute/);
    }
  });
});

describe('addCookie', () => {
  test('SES-209: adds one line each, and none behind the commit', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.addCookie(cookie('1'));
      response.addCookie(cookie('2', { Path: '/' }));
      expect(response.getHeaders('Set-Cookie')).toEqual(['n=1', 'n=2; Path=/']);
      response.flushBuffer();
      response.addCookie(cookie('3'));
      // Not even looked at.
      response.addCookie(cookie('not sendable'));
    });
    expect(answer.all('set-cookie')).toEqual(['n=1', 'n=2; Path=/']);
  });

  test('a value beyond ASCII goes out as UTF-8, with text behind it', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setCharacterEncoding('UTF-8');
      response.addCookie(cookie('ä'));
      response.getWriter().print('ä');
    });
    expect(answer.all('set-cookie')).toEqual(['n=\xc3\xa4']);
    expect(answer.body).toBe('\xc3\xa4');
  });

  test('one that cannot be sent leaves no trace', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      expect(() => response.addCookie(cookie('a\r\nX-Evil: 1'))).toThrow(/cannot be sent/);
    });
    expect(answer.all('set-cookie')).toEqual([]);
    expect(answer.all('x-evil')).toEqual([]);
  });

  test('the value is not in the message', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => response.addCookie(cookie('secret,')));
    expect(error).toMatchObject({ code: 'HTTPSESSION_BAD_COOKIE' });
    expect(String(error)).not.toContain('secret');
  });
});
