import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

import { Controller, defineController, Int, Para, requireSession } from '../../src/index.ts';
import { LiquidViews } from '../../src/views/index.ts';
import { type Answer, LiveServer, SmallApplication } from './live-server.ts';

/** How often an action got to its end: nothing may be done for what is refused. */
export const progress = { done: 0 };

/** The most bytes of a body. */
export const LIMIT = 1000;
/** What stands in files beside the folders that clients may see. */
export const SECRET = 'nothing for clients';

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
    progress.done += 1;
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
    progress.done += 1;
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
    progress.done += 1;
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

/** The application that gets bad input, served anew for each test. */
export interface BadInputSite {
  readonly server: LiveServer;
}

/** For the top of a test file. Whatever came in a test, the process goes on serving. */
export function serveBadInput(): BadInputSite {
  let folder: string;
  let server: LiveServer;

  beforeAll(async () => {
    folder = await createFolder();
  });

  beforeEach(async () => {
    progress.done = 0;
    const config = new SmallApplication([BadController], (me) => {
      me.setMaxPostSize(LIMIT)
        .setResolveJsonRequest(true)
        .setBaseDownloadPath(join(folder, 'download'))
        .setViewEngine(new LiquidViews({ root: join(folder, 'views') }));
    });
    server = await LiveServer.open(config);
  });

  afterEach(async () => {
    const { text } = await server.get('/bad/number?id=7');
    await server.close();
    if (text !== '7') throw new Error('The application serves no more');
  });

  afterAll(async () => rm(folder, { recursive: true }));

  return {
    get server() {
      return server;
    },
  };
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bad-'));
  for (const name of ['views/bad', 'download', 'download-beside']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (const name of ['secret.html', 'secret.txt', 'download-beside/secret.txt']) {
    await writeFile(join(folder, name), SECRET);
  }
  await writeFile(join(folder, 'views/bad/page.html'), 'a page');
  await writeFile(join(folder, 'download/ten.txt'), '0123456789');
  return folder;
}

/** What an answer shows of what was done, or left undone. */
export function seen(answer: Answer): object {
  return {
    status: answer.status,
    done: progress.done,
    cookies: answer.headers['set-cookie'] ?? [],
    tellsOfCode: /\bat .*\.ts:/.test(answer.text),
  };
}

/** An answer with an error status, and without anything having been done. */
export function refusal(status: number): object {
  return { status, done: 0, cookies: [], tellsOfCode: false };
}
