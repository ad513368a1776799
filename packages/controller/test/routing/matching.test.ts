import { afterAll, describe, expect, it } from '@jest/globals';

import { AppConfig, Before, Controller, NoUrlPara, type Routes } from '../../src/index.ts';
import { testApp } from '../../src/testing/index.ts';

class UserController extends Controller {
  static readonly actions = { index: {}, show: {}, both: { actionKey: 'elsewhere' } };

  index(): void {
    this.renderText(`index ${String(this.getPara())}`);
  }

  show(): void {
    this.renderText(`show ${JSON.stringify([this.getPara(0), this.getPara(1)])}`);
  }

  both(): void {
    this.renderText('both');
  }

  helper(): void {
    this.renderText('not for the public');
  }
}

class StrictController extends UserController {
  static override readonly actions = { index: {}, show: {}, both: { actionKey: '/strictly' } };

  override index(): void {
    super.index();
  }

  override show(): void {
    super.show();
  }

  override both(): void {
    super.both();
  }
}
Before(NoUrlPara)(StrictController);

class RootController extends Controller {
  static readonly actions = { index: {}, about: {} };

  index(): void {
    this.renderText(`root ${String(this.getPara())}`);
  }

  about(): void {
    this.renderText('about');
  }
}

class Config extends AppConfig {
  override configRoute(me: Routes): void {
    me.add('/user', UserController).add('/strict', StrictController).add('/', RootController);
  }
}

class WithoutRoot extends AppConfig {
  override configRoute(me: Routes): void {
    me.add('/user', UserController);
  }
}

const app = testApp(new Config());
const rootless = testApp(new WithoutRoot());
afterAll(async () => {
  await app.close();
  await rootless.close();
});

describe('The path of a request', () => {
  it.each([
    ['/user', 'index null'],
    ['/user/7', 'index 7'],
    ['/user/show', 'show [null,null]'],
    ['/user/show/7-2', 'show ["7","2"]'],
    ['/user/show/7?x=1', 'show ["7",null]'],
    ['/user/', 'index null'],
    ['/user/show/', 'show [null,null]'],
    ['/elsewhere', 'both'],
    ['/', 'root null'],
    ['/about', 'about'],
  ])('%s leads to its action', async (path, text) => {
    const response = await app.get(path);
    expect([response.status, response.text]).toEqual([200, text]);
  });

  it('with a misspelt action runs index, with the name as parameter', async () => {
    expect((await app.get('/user/shwo')).text).toBe('index shwo');
  });

  it('with a method that is not declared as action does not run it', async () => {
    expect((await app.get('/user/helper')).text).toBe('index helper');
  });

  it('of one unknown segment leads to the root controller', async () => {
    expect((await app.get('/nobody')).text).toBe('root nobody');
  });

  it('decodes the parts of the URL parameter one by one', async () => {
    expect((await app.get('/user/show/a%20b-c%2Dd')).text).toBe('show ["a b","c-d"]');
  });

  it.each(['/user;jsessionid=abc', '/user;x=1/show', '/user/show;a;b'])(
    'of %s is looked up without its path parameters',
    async (path) => {
      expect((await app.get(path)).status).toBe(200);
    },
  );

  it.each(['/user/show/1/2', '/nobody', '/', '/user//7/1'])(
    '%s without an action is 404',
    async (path) => {
      expect((await rootless.get(path)).status).toBe(404);
    },
  );

  it('with a dot belongs to static resources, never to an action', async () => {
    expect((await app.get('/user/show/a.b')).status).toBe(404);
    expect((await app.get('/user.html')).text).not.toContain('root');
  });

  it('with a parameter is 404 where NoUrlPara stands before the action', async () => {
    expect((await app.get('/strict/shwo')).status).toBe(404);
    expect((await app.get('/strict')).text).toBe('index null');
  });
});
