import { describe, expect, it } from '@jest/globals';

import { progress, refusal, seen, serveBadInput } from '../support/bad-input-site.ts';

const site = serveBadInput();

describe('Header fields that clients try to add', () => {
  it.each(['/x\r\nSet-Cookie: a=b', '/x\nX-Evil: 1', '/x\0'])(
    'a redirect to %j fails',
    async (to) => {
      const answer = await site.server.get(`/bad/redirectTo?to=${encodeURIComponent(to)}`);
      expect(seen(answer)).toEqual(refusal(500));
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.headers).not.toHaveProperty('x-evil');
    },
  );

  it.each([
    ['name', 'a\r\nX-Evil: 1'],
    ['name', 'a=b; Path'],
    ['value', 'b\r\nX-Evil: 1'],
    ['value', 'b; Domain=evil.example'],
    ['path', '/\r\nX-Evil: 1'],
    ['path', '/; Domain=evil.example'],
  ])('a cookie with the %s %j fails', async (part, text) => {
    const answer = await site.server.get(`/bad/setCookies?${part}=${encodeURIComponent(text)}`);
    expect(seen(answer)).toEqual(refusal(500));
    expect(answer.headers).not.toHaveProperty('x-evil');
  });

  it('the name of a download cannot', async () => {
    const answer = await site.server.get(`/bad/named?as=${encodeURIComponent('a\r\nX-Evil: 1')}`);
    expect(seen(answer)).toEqual(refusal(500));
    expect(answer.headers).not.toHaveProperty('x-evil');
  });
});

describe('Return paths that leave the site', () => {
  it.each([
    'https://evil.example/',
    '//evil.example/',
    String.raw`/\evil.example/`,
    String.raw`\\evil.example/`,
    '/\t/evil.example/',
    '/..//evil.example/',
    'javascript:alert(1)',
    'evil.example',
    ' //evil.example',
    '/%0d%0aX-Evil:1\r\n',
  ])('%j leads home instead', async (path) => {
    const answer = await site.server.get(`/bad/back?returnPath=${encodeURIComponent(path)}`);
    expect([answer.status, answer.headers.location]).toEqual([302, '/home']);
  });

  it('a guard gives the login a path of this site, which leads back', async () => {
    const sent = await site.server.get('/bad/members?x=//evil.example');
    expect(sent.headers.location).toBe(
      `/login?returnPath=${encodeURIComponent('/bad/members?x=//evil.example')}`,
    );
    const path =
      new URL(sent.headers.location ?? '', 'http://a').searchParams.get('returnPath') ?? '';
    const back = await site.server.get(`/bad/back?returnPath=${encodeURIComponent(path)}`);
    expect(back.headers.location).toBe('/bad/members?x=//evil.example');
  });

  it('a guard before a path of two slashes does not send anybody away', async () => {
    const sent = await site.server.get('//evil.example/bad/members');
    expect([sent.status, sent.headers.location]).toEqual([404, undefined]);
  });
});

describe('Forms that are sent again', () => {
  it('a token that was used, or is somebody else’s, does nothing', async () => {
    const { text: token } = await site.server.get('/bad/token');
    expect((await site.server.post('/bad/once', { form: { _jfinal_token: token } })).text).toBe(
      'once',
    );
    expect((await site.server.post('/bad/once', { form: { _jfinal_token: token } })).status).toBe(
      409,
    );
    const { text: mine } = await site.server.get('/bad/token');
    site.server.cookies.clear();
    expect((await site.server.post('/bad/once', { form: { _jfinal_token: mine } })).status).toBe(
      409,
    );
    expect(progress.done).toBe(1);
  });

  it('keepPara keeps parameters only: nothing of another request, nor of the container', async () => {
    await site.server.get('/bad/keep?first=1');
    const path = '/bad/keep?__proto__=x&jakarta.servlet.error.status_code=500&second=2';
    const answer = await site.server.get(path);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ second: '2' });
    expect(answer.text).not.toContain('first');
    expect(answer.text).not.toContain('jakarta');
  });
});
