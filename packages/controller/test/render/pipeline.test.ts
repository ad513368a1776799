import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  Controller,
  defineController,
  requireSession,
  type Constants,
  type Routes,
} from '../../src/index.ts';
import { testApp, type TestApp } from '../../src/testing/index.ts';
import { LiquidViews } from '../../src/views/index.ts';

class ShopController extends Controller {
  index(): void {
    this.render('index.html');
  }

  async upload(): Promise<void> {
    const file = this.getFile('photo');
    const path = (await file?.save()) ?? '';
    this.renderJson({ path, name: file?.getFileName(), note: this.getPara('note') });
  }

  form(): void {
    this.createToken();
    this.renderText(this.getAttr<string>('_jfinal_token') ?? '');
  }

  buy(): void {
    if (!this.validateToken()) this.renderError(409);
    this.flash('message', `Bought ${String(this.getInt('count'))} <b>`).redirect('/shop');
  }

  login(): void {
    this.loginAs({ name: 'Ada' }).redirectBack('returnPath', '/shop');
  }

  members(): void {
    this.renderText('members only');
  }

  download(): void {
    this.renderFile('ten.txt');
  }

  cookies(): void {
    this.setCookie('a', 'b', 60, '/shop', true).removeCookie('old');
    this.renderText(this.getCookie('in', 'none'));
  }

  json(): void {
    this.renderJson({ text: '</script>' });
  }
}
const members = requireSession({
  attribute: 'loginUser',
  redirect: '/shop/login',
  returnPara: 'returnPath',
});
defineController(ShopController, {
  path: '/shop',
  actions: {
    index: {},
    upload: {},
    form: {},
    buy: {},
    login: {},
    members: { before: [members] },
    download: {},
    cookies: {},
    json: {},
  },
});

class Config extends AppConfig {
  readonly #folder: string;

  constructor(folder: string) {
    super();
    this.#folder = folder;
  }

  override configConstant(me: Constants): void {
    me.setBaseDownloadPath(this.#folder).setBaseUploadPath(join(this.#folder, 'up'));
    me.setLog(() => undefined);
    me.setViewEngine(new LiquidViews({ root: this.#folder }));
  }

  override configRoute(me: Routes): void {
    me.setBaseViewPath('/').add(ShopController);
  }
}

describe('in a running application', () => {
  let folder: string;
  let app: TestApp;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pipeline-'));
    await writeFile(join(folder, 'ten.txt'), '0123456789');
    await mkdir(join(folder, 'shop'));
    await writeFile(join(folder, 'shop', 'index.html'), 'Shop: {{ flash.message }}');
    app = testApp(new Config(folder));
  });
  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('a form goes through once, and its message is shown once', async () => {
    const token = (await app.get('/shop/form')).text;
    const form = { _jfinal_token: token, count: '3' };
    const bought = await app.post('/shop/buy', { form });
    expect([bought.status, bought.headers.location]).toEqual([302, '/shop']);
    expect((await app.post('/shop/buy', { form })).status).toBe(409);
    expect((await app.get('/shop')).text).toBe('Shop: Bought 3 &lt;b&gt;');
    expect((await app.get('/shop')).text).toBe('Shop: ');
  });

  it('what is no number is 400, and takes the token along', async () => {
    const token = (await app.get('/shop/form')).text;
    const form = { _jfinal_token: token, count: 'three' };
    expect((await app.post('/shop/buy', { form })).status).toBe(400);
    expect((await app.post('/shop/buy', { form })).status).toBe(409);
  });

  it('a guard sends strangers to the login, which sends them back under another id', async () => {
    await app.get('/shop/form');
    const before = app.cookies.field({});
    const away = await app.get('/shop/members?a=1');
    const login = away.headers.location ?? '';
    expect(login).toBe('/shop/login?returnPath=%2Fshop%2Fmembers%3Fa%3D1');
    const back = await app.get(login);
    expect(back.headers.location).toBe('/shop/members?a=1');
    expect(app.cookies.field({})).not.toBe(before);
    expect((await app.get('/shop/members')).text).toBe('members only');
    const evil = await app.get('/shop/login?returnPath=%2F%2Fevil.example');
    expect(evil.headers.location).toBe('/shop');
  });

  it('files are sent in whole and in part', async () => {
    const whole = await app.get('/shop/download');
    expect([whole.status, whole.text]).toEqual([200, '0123456789']);
    expect(whole.headers['content-length']).toBe('10');
    expect(whole.headers['content-type']).toMatch(/^text\/plain/);
    const part = await app.get('/shop/download', { headers: { Range: 'bytes=2-4' } });
    expect([part.status, part.text]).toEqual([206, '234']);
    const head = await app.request('HEAD', '/shop/download');
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '10', '']);
    const none = await app.get('/shop/download', { headers: { Range: 'bytes=99-' } });
    expect([none.status, none.headers['content-range']]).toEqual([416, 'bytes */10']);
  });

  it('files that are larger than all buffers arrive as they are', async () => {
    const large = Buffer.alloc(1_000_000, 'abcdefghijklmnopqrstuvwxyz0123456789');
    await writeFile(join(folder, 'ten.txt'), large);
    const response = await app.get('/shop/download');
    expect(response.body.equals(large)).toBe(true);
  });

  it('uploads are stored below their folder', async () => {
    const body = [
      '--x',
      'Content-Disposition: form-data; name="note"',
      '',
      'hello',
      '--x',
      'Content-Disposition: form-data; name="photo"; filename="../../evil.png"',
      'Content-Type: image/png',
      '',
      'PNG',
      '--x--',
      '',
    ].join('\r\n');
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const response = await app.post('/shop/upload', {
      body,
      headers: { ...headers, 'Content-Length': String(body.length) },
    });
    const path = join(folder, 'up', 'evil.png');
    expect(response.json()).toEqual({ path, name: 'evil.png', note: 'hello' });
    await expect(readFile(path, 'utf8')).resolves.toBe('PNG');
  });

  it('cookies go both ways', async () => {
    const response = await app.get('/shop/cookies', { cookies: { in: 'x' } });
    expect(response.text).toBe('x');
    const [set, removed] = response.headers['set-cookie'] ?? [];
    expect(set).toMatch(/^a=b; Max-Age=60;.*Path=\/shop; HttpOnly$/);
    expect(removed).toMatch(/^old=; Expires=Thu, 01 Jan 1970 .* GMT; Path=\/$/);
  });

  it('JSON is UTF-8 and safe in a page', async () => {
    const response = await app.get('/shop/json');
    expect(response.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(response.text).toBe(String.raw`{"text":"\u003c/script\u003e"}`);
  });
});
