import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Controller, defineController, Int, Para, requireSession } from '../../src/index.ts';
import { LiquidViews } from '../../src/views/index.ts';
import { type Answer, LiveServer, SmallApplication } from '../support/live-server.ts';

/** How often an action got to its end: nothing may be done for what is refused. */
let done = 0;

class BadController extends Controller {
  number(id: number): void {
    this.#finish(String(id));
  }

  ids(): void {
    this.#finish(JSON.stringify(this.getParaValuesToInt('id')));
  }

  cookie(): void {
    this.#finish(String(this.getCookieToInt('n')));
  }

  form(): void {
    this.#finish(String(this.getPara('name')));
  }

  async raw(): Promise<void> {
    const text = await this.getRawData();
    this.#finish(String(text.length));
  }

  json(): void {
    this.#finish(JSON.stringify(this.getKv()));
  }

  upload(): void {
    this.#finish(String(this.getFiles('', 100).length));
  }

  redirectTo(): void {
    this.redirect(this.get('to', '/'));
    done += 1;
  }

  back(): void {
    this.loginAs('ada').redirectBack('returnPath', '/home');
  }

  setCookies(): void {
    this.setCookie(this.get('name', 'a'), this.get('value', ''), -1, this.get('path', '/'));
    this.#finish('set');
  }

  view(): void {
    this.renderTemplate(this.get('name', 'page.html'));
  }

  file(): void {
    this.renderFile(this.get('name', 'ten.txt'));
  }

  named(): void {
    this.renderFile('ten.txt', this.get('as', 'ten'));
    done += 1;
  }

  keep(): void {
    this.keepPara();
    this.renderJson();
  }

  token(): void {
    this.createToken();
    this.renderText(this.getAttr<string>('_jfinal_token') ?? '');
  }

  once(): void {
    if (!this.validateToken()) this.renderError(409);
    this.#finish('once');
  }

  members(): void {
    this.#finish('members');
  }

  #finish(text: string): void {
    done += 1;
    this.renderText(text);
  }
}

defineController(BadController, {
  path: '/bad',
  actions: {
    number: { args: [Para('id', Int)] },
    ids: {},
    cookie: {},
    form: {},
    raw: {},
    json: {},
    upload: {},
    redirectTo: {},
    back: {},
    setCookies: {},
    view: {},
    file: {},
    named: {},
    keep: {},
    token: {},
    once: {},
    members: { before: [requireSession({ redirect: '/login', returnPara: 'returnPath' })] },
  },
});

const LIMIT = 1000;
const SECRET = 'nothing for clients';

let folder: string;
let server: LiveServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-'));
  for (const name of ['views/bad', 'download', 'download-beside']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (const name of ['secret.html', 'secret.txt', 'download-beside/secret.txt']) {
    await writeFile(join(folder, name), SECRET);
  }
  await writeFile(join(folder, 'views/bad/page.html'), 'a page');
  await writeFile(join(folder, 'download/ten.txt'), '0123456789');
});

beforeEach(async () => {
  done = 0;
  const config = new SmallApplication([BadController], (me) => {
    me.setMaxPostSize(LIMIT)
      .setResolveJsonRequest(true)
      .setBaseDownloadPath(join(folder, 'download'))
      .setViewEngine(new LiquidViews({ root: join(folder, 'views') }));
  });
  server = await LiveServer.open(config);
});

/** Whatever came, the process goes on serving. */
afterEach(async () => {
  const { text } = await server.get('/bad/number?id=7');
  await server.close();
  if (text !== '7') throw new Error('The application serves no more');
});

afterAll(async () => rm(folder, { recursive: true }));

/** What an answer shows of what was done, or left undone. */
function seen(answer: Answer): object {
  return {
    status: answer.status,
    done,
    cookies: answer.headers['set-cookie'] ?? [],
    tellsOfCode: /\bat .*\.ts:/.test(answer.text),
  };
}

/** An answer with an error status, and without anything having been done. */
function refusal(status: number): object {
  return { status, done: 0, cookies: [], tellsOfCode: false };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('Bad numbers', () => {
  it.each([
    '/bad/number?id=x',
    '/bad/number?id=1e3',
    '/bad/number?id=99999999999',
    '/bad/ids?id=1&id=x',
  ])('%s: 400', async (path) => {
    expect(seen(await server.get(path))).toEqual(refusal(400));
  });

  it('in cookies are 400, too, where JFinal says 500', async () => {
    expect(seen(await server.get('/bad/cookie', { headers: { Cookie: 'n=abc' } }))).toEqual(
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
    const answer = await server.post('/bad/form', { headers: FORM_TYPE, body });
    expect([answer.status, done, answer.text]).toEqual([200, 1, text]);
  });

  it.each(['{', '{"a":1,}', '[1', 'name=x', '{"a":"\n"}'])(
    'JSON that is none, as %j: 400',
    async (body) => {
      expect(seen(await server.post('/bad/json', { headers: JSON_TYPE, body }))).toEqual(
        refusal(400),
      );
    },
  );

  it('JSON cannot reach the prototype of objects', async () => {
    const body = '{"__proto__":{"isAdmin":true},"constructor":"x"}';
    const answer = await server.post('/bad/json', { headers: JSON_TYPE, body });
    expect(answer.status).toBe(200);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });

  it.each([
    ['form', FORM_TYPE],
    ['raw', { 'Content-Type': 'text/plain' }],
    ['json', JSON_TYPE],
  ])('too large a body for %s: 413', async (action, headers) => {
    const body = action === 'json' ? `{"a":"${'x'.repeat(LIMIT)}"}` : `name=${'x'.repeat(LIMIT)}`;
    expect(seen(await server.post(`/bad/${action}`, { headers, body }))).toEqual(refusal(413));
  });

  it('too large a body whose length nobody says: 413', async () => {
    const chunk = `${(LIMIT + 10).toString(16)}\r\n${'x'.repeat(LIMIT + 10)}\r\n0\r\n\r\n`;
    const head =
      'POST /bad/raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n' +
      'Content-Type: text/plain\r\n\r\n';
    expect(await server.raw(head + chunk)).toMatch(/^HTTP\/1\.1 413 /);
    expect(done).toBe(0);
  });

  it('a charset that nobody knows: 415', async () => {
    const headers = { 'Content-Type': 'text/plain; charset=klingon' };
    expect(seen(await server.post('/bad/raw', { headers, body: 'x' }))).toEqual(refusal(415));
  });

  it('a form of a wrong content type gives no parameters', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await server.post('/bad/form', { headers, body: 'name=x' })).text).toBe('null');
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
      seen(await server.post('/bad/upload', { headers: { 'Content-Type': type }, body })),
    ).toEqual(refusal(400));
  });

  it.each([
    ['of a kind that is not taken', 'run.exe', 'x', 400],
    ['larger than the action takes', 'a.txt', 'x'.repeat(101), 413],
  ])('a file %s: %#', async (_, name, content, status) => {
    const body = `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${content}\r\n--b--\r\n`;
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
    expect(seen(await server.post('/bad/upload', { headers, body }))).toEqual(refusal(status));
  });
});

describe('Tricks with paths', () => {
  // What Tomcat refuses before it maps a path, encoded slashes and NUL, is 400.
  it.each([
    ['/bad/..;/bad/members', 404],
    ['/bad/%2e%2e/bad/members', 404],
    ['/bad/.%2e/members', 404],
    ['/bad//members/x/y', 404],
    ['/bad/members%00', 400],
    ['/bad/members%2f..', 400],
    ['/bad%2fmembers', 400],
    ['/BAD/members', 404],
  ])('%s reaches no action: %i', async (path, status) => {
    expect([(await server.get(path)).status, done]).toEqual([status, 0]);
  });

  it.each([
    '/bad/members',
    '/bad/members;x=1',
    '/bad;jsessionid=x/members',
    '/bad/members/',
    '/bad/members/%2e%2e',
  ])('%s is guarded', async (path) => {
    expect([(await server.get(path)).status, done]).toEqual([302, 0]);
  });

  it.each([
    '../secret.html',
    '/../secret.html',
    '../../secret.html',
    String.raw`..\..\secret.html`,
    '/bad/../../secret.html',
    'page.html\0',
  ])('a view called %j is not shown', async (name) => {
    const answer = await server.get(`/bad/view?name=${encodeURIComponent(name)}`);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain(SECRET);
  });

  it.each([
    '../secret.txt',
    '/../secret.txt',
    '../download-beside/secret.txt',
    String.raw`..\secret.txt`,
    'ten.txt/../../secret.txt',
    'ten.txt\0.html',
    '.',
    '..',
  ])('a file called %j is not found', async (name) => {
    const answer = await server.get(`/bad/file?name=${encodeURIComponent(name)}`);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(SECRET);
  });
});

describe('Header fields that clients try to add', () => {
  it.each(['/x\r\nSet-Cookie: a=b', '/x\nX-Evil: 1', '/x\0'])(
    'a redirect to %j fails',
    async (to) => {
      const answer = await server.get(`/bad/redirectTo?to=${encodeURIComponent(to)}`);
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
    const answer = await server.get(`/bad/setCookies?${part}=${encodeURIComponent(text)}`);
    expect(seen(answer)).toEqual(refusal(500));
    expect(answer.headers).not.toHaveProperty('x-evil');
  });

  it('the name of a download cannot', async () => {
    const answer = await server.get(`/bad/named?as=${encodeURIComponent('a\r\nX-Evil: 1')}`);
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
    const answer = await server.get(`/bad/back?returnPath=${encodeURIComponent(path)}`);
    expect([answer.status, answer.headers.location]).toEqual([302, '/home']);
  });

  it('a guard gives the login a path of this site, which leads back', async () => {
    const sent = await server.get('/bad/members?x=//evil.example');
    expect(sent.headers.location).toBe(
      `/login?returnPath=${encodeURIComponent('/bad/members?x=//evil.example')}`,
    );
    const path =
      new URL(sent.headers.location ?? '', 'http://a').searchParams.get('returnPath') ?? '';
    const back = await server.get(`/bad/back?returnPath=${encodeURIComponent(path)}`);
    expect(back.headers.location).toBe('/bad/members?x=//evil.example');
  });

  it('a guard before a path of two slashes does not send anybody away', async () => {
    const sent = await server.get('//evil.example/bad/members');
    expect([sent.status, sent.headers.location]).toEqual([404, undefined]);
  });
});

describe('Forms that are sent again', () => {
  it('a token that was used, or is somebody else’s, does nothing', async () => {
    const { text: token } = await server.get('/bad/token');
    expect((await server.post('/bad/once', { form: { _jfinal_token: token } })).text).toBe('once');
    expect((await server.post('/bad/once', { form: { _jfinal_token: token } })).status).toBe(409);
    const { text: mine } = await server.get('/bad/token');
    server.cookies.clear();
    expect((await server.post('/bad/once', { form: { _jfinal_token: mine } })).status).toBe(409);
    expect(done).toBe(1);
  });

  it('keepPara keeps parameters only: nothing of another request, nor of the container', async () => {
    await server.get('/bad/keep?first=1');
    const path = '/bad/keep?__proto__=x&jakarta.servlet.error.status_code=500&second=2';
    const answer = await server.get(path);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ second: '2' });
    expect(answer.text).not.toContain('first');
    expect(answer.text).not.toContain('jakarta');
  });
});
