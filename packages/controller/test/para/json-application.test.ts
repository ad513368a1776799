import { afterEach, describe, expect, it } from '@jest/globals';

import { Controller, defineController, Int, Para } from '../../src/index.ts';
import { testApp, type TestApp } from '../../src/testing/index.ts';
import { SmallApplication } from '../support/live-server.ts';

class EchoController extends Controller {
  async index(): Promise<void> {
    this.renderJson({ name: this.getPara('name'), raw: await this.getRawData() });
  }

  onwards(): void {
    this.forwardAction('/echo');
  }
}
defineController(EchoController, { path: '/echo', actions: { index: {}, onwards: {} } });

class Person {
  static readonly bindable = { name: String, age: Int };
  name: string | null = 'nobody';
  age: number | null = 0;
  isAdmin = false;
}

class BeanController extends Controller {
  index(person: Person): void {
    this.renderJson(person);
  }
}
defineController(BeanController, {
  path: '/bean',
  actions: { index: { args: [Para('person', Person)] } },
});

function application(resolve: boolean): SmallApplication {
  return new SmallApplication([EchoController, BeanController], (me) => {
    me.setResolveJsonRequest(resolve);
  });
}

describe('setResolveJsonRequest', () => {
  let app: TestApp;
  afterEach(() => app.close());

  it.each(['/echo?name=query', '/echo/onwards?name=query'])(
    'makes keys parameters at %s',
    async (path) => {
      app = testApp(application(true));
      const response = await app.post(path, { json: { name: 'Ada' } });
      expect(response.json()).toEqual({ name: 'Ada', raw: '{"name":"Ada"}' });
      const form = await app.post(path, { form: { other: '1' } });
      expect(form.json()).toMatchObject({ name: 'query' });
    },
  );

  // JFinal's rule for beans: the object under the name of the argument, else the whole body.
  it.each([
    [
      { person: { name: 'Ada', age: 36, isAdmin: true }, name: 'other' },
      { name: 'Ada', age: 36 },
    ],
    [
      { name: 'Ada', age: '36' },
      { name: 'Ada', age: 36 },
    ],
    [{ person: { name: null, age: 'old' } }, { name: null, age: 0 }],
    [
      { person: 'Ada', age: 36 },
      { name: 'nobody', age: 36 },
    ],
    [[1, 2], { name: 'nobody', age: 0 }],
  ])('fills a bean with what %j has for it', async (json, person) => {
    app = testApp(application(true));
    const response = await app.post('/bean', { json });
    expect(response.json()).toEqual({ ...person, isAdmin: false });
  });

  it('answers 400 to what is no JSON', async () => {
    app = testApp(application(true));
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '1' };
    expect((await app.post('/echo', { body: '{', headers })).status).toBe(400);
  });

  it('is off unless it is asked for', async () => {
    app = testApp(application(false));
    const response = await app.post('/echo?name=query', { json: { name: 'Ada' } });
    expect(response.json()).toEqual({ name: 'query', raw: '{"name":"Ada"}' });
  });
});
