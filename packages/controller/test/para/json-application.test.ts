import { afterEach, describe, expect, it } from '@jest/globals';

import { AppConfig, Controller, defineController } from '../../src/index.ts';
import type { Constants, Routes } from '../../src/index.ts';
import { testApp, type TestApp } from '../../src/testing/index.ts';

class EchoController extends Controller {
  async index(): Promise<void> {
    this.renderJson({ name: this.getPara('name'), raw: await this.getRawData() });
  }

  onwards(): void {
    this.forwardAction('/echo');
  }
}
defineController(EchoController, { path: '/echo', actions: { index: {}, onwards: {} } });

class Config extends AppConfig {
  readonly #resolve: boolean;

  constructor(resolve: boolean) {
    super();
    this.#resolve = resolve;
  }

  override configConstant(me: Constants): void {
    me.setResolveJsonRequest(this.#resolve).setLog(() => undefined);
  }

  override configRoute(me: Routes): void {
    me.add(EchoController);
  }
}

describe('setResolveJsonRequest', () => {
  let app: TestApp;
  afterEach(() => app.close());

  it.each(['/echo?name=query', '/echo/onwards?name=query'])(
    'makes keys parameters at %s',
    async (path) => {
      app = testApp(new Config(true));
      const response = await app.post(path, { json: { name: 'Ada' } });
      expect(response.json()).toEqual({ name: 'Ada', raw: '{"name":"Ada"}' });
      const form = await app.post(path, { form: { other: '1' } });
      expect(form.json()).toMatchObject({ name: 'query' });
    },
  );

  it('answers 400 to what is no JSON', async () => {
    app = testApp(new Config(true));
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '1' };
    expect((await app.post('/echo', { body: '{', headers })).status).toBe(400);
  });

  it('is off unless it is asked for', async () => {
    app = testApp(new Config(false));
    const response = await app.post('/echo?name=query', { json: { name: 'Ada' } });
    expect(response.json()).toEqual({ name: 'query', raw: '{"name":"Ada"}' });
  });
});
