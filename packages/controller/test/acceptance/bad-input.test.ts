import { describe, expect, it } from '@jest/globals';

import { LIMIT, progress, refusal, seen, serveBadInput } from '../support/bad-input-site.ts';

const site = serveBadInput();

const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('Bad numbers', () => {
  it.each([
    '/bad/number?id=x',
    '/bad/number?id=1e3',
    '/bad/number?id=99999999999',
    '/bad/ids?id=1&id=x',
  ])('%s: 400', async (path) => {
    expect(seen(await site.server.get(path))).toEqual(refusal(400));
  });

  it('in cookies are 400, too, where JFinal says 500', async () => {
    expect(seen(await site.server.get('/bad/cookie', { headers: { Cookie: 'n=abc' } }))).toEqual(
      refusal(400),
    );
  });
});

describe('Bad bodies', () => {
  // As Tomcat 10 reads them: what is not encoded is left out, what is no UTF-8 is replaced.
  it.each([
    ['name=%', 'null'],
    ['name=%zz', 'null'],
    ['name=%e2%28', '\ufffd('],
  ])('a form with %j gives %j', async (body, text) => {
    const answer = await site.server.post('/bad/form', { headers: FORM_TYPE, body });
    expect([answer.status, progress.done, answer.text]).toEqual([200, 1, text]);
  });

  it.each(['{', '{"a":1,}', '[1', 'name=x', '{"a":"\n"}'])(
    'JSON that is none, as %j: 400',
    async (body) => {
      expect(seen(await site.server.post('/bad/json', { headers: JSON_TYPE, body }))).toEqual(
        refusal(400),
      );
    },
  );

  it('JSON cannot reach the prototype of objects', async () => {
    const body = '{"__proto__":{"isAdmin":true},"constructor":"x"}';
    const answer = await site.server.post('/bad/json', { headers: JSON_TYPE, body });
    expect(answer.status).toBe(200);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });

  it.each([
    ['form', FORM_TYPE],
    ['raw', { 'Content-Type': 'text/plain' }],
    ['json', JSON_TYPE],
  ])('too large a body for %s: 413', async (action, headers) => {
    const body = action === 'json' ? `{"a":"${'x'.repeat(LIMIT)}"}` : `name=${'x'.repeat(LIMIT)}`;
    expect(seen(await site.server.post(`/bad/${action}`, { headers, body }))).toEqual(refusal(413));
  });

  it('too large a body whose length nobody says: 413', async () => {
    const chunk = `${(LIMIT + 10).toString(16)}\r\n${'x'.repeat(LIMIT + 10)}\r\n0\r\n\r\n`;
    const head =
      'POST /bad/raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n' +
      'Content-Type: text/plain\r\n\r\n';
    expect(await site.server.raw(head + chunk)).toMatch(/^HTTP\/1\.1 413 /);
    expect(progress.done).toBe(0);
  });

  it('a charset that nobody knows: 415', async () => {
    const headers = { 'Content-Type': 'text/plain; charset=klingon' };
    expect(seen(await site.server.post('/bad/raw', { headers, body: 'x' }))).toEqual(refusal(415));
  });

  it('a form of a wrong content type gives no parameters', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await site.server.post('/bad/form', { headers, body: 'name=x' })).text).toBe('null');
  });

  it.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    [
      'that breaks off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="f"',
    ],
  ])('a form of parts %s: 400', async (_, type, body) => {
    expect(
      seen(await site.server.post('/bad/upload', { headers: { 'Content-Type': type }, body })),
    ).toEqual(refusal(400));
  });

  it.each([
    ['of a kind that is not taken', 'run.exe', 'x', 400],
    ['larger than the action takes', 'a.txt', 'x'.repeat(101), 413],
  ])('a file %s: %#', async (_, name, content, status) => {
    const body = `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${content}\r\n--b--\r\n`;
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
    expect(seen(await site.server.post('/bad/upload', { headers, body }))).toEqual(refusal(status));
  });
});
