import { describe, expect, it } from '@jest/globals';

import { ActionError } from '../../src/common/errors.ts';
import { NullRender } from '../../src/render/null-render.ts';
import { statusOf, TestController, type ExchangeOptions } from '../support/fake-exchange.ts';
import type { FakeResponse } from '../support/fake-response.ts';

/** Ends an action with an error, and writes what the error says to write. */
async function failing(
  options: ExchangeOptions,
  ...[status, content]: Parameters<TestController['renderError']>
): Promise<FakeResponse> {
  const controller = new TestController(options);
  try {
    controller.renderError(status, content);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    controller.exchange.render = error.errorRender;
  }
  return controller.answer();
}

const json = { headers: { 'Content-Type': 'application/json' } };
const viewEngine = { render: (view: string) => `view ${view}` };

describe('renderError', () => {
  it('ends the action with its status', () => {
    expect(statusOf(() => new TestController().renderError(403))).toBe(403);
  });

  it('writes a plain page', async () => {
    const response = await failing({}, 404);
    expect(response).toMatchObject({ status: 404, contentType: 'text/html' });
    expect(response.body).toContain('<h1>404 Not Found</h1>');
  });

  it('writes JSON to clients that send it, or take nothing else', async () => {
    const expected = { status: 404, body: '{"state":"fail","msg":"404 Not Found"}' };
    await expect(failing(json, 404)).resolves.toMatchObject(expected);
    const accept = { headers: { Accept: 'application/json' } };
    await expect(failing(accept, 404)).resolves.toMatchObject(expected);
    const browser = { headers: { Accept: 'text/html,application/json;q=0.9' } };
    await expect(failing(browser, 404)).resolves.toMatchObject({ contentType: 'text/html' });
  });

  it('writes what is configured for the status', async () => {
    const config = {
      errorHtmlContent: (status: number) => (status === 404 ? '<b>gone</b>' : undefined),
      errorJsonContent: () => '{"gone":1}',
    };
    await expect(failing({ config }, 404)).resolves.toMatchObject({ body: '<b>gone</b>' });
    await expect(failing({ config, ...json }, 404)).resolves.toMatchObject({ body: '{"gone":1}' });
    const withView = { ...config, viewEngine, errorView: () => '/404.html' };
    await expect(failing({ config: withView }, 404)).resolves.toMatchObject({
      status: 404,
      body: 'view /404.html',
    });
    await expect(failing({ config: withView, ...json }, 404)).resolves.toMatchObject({
      body: '{"gone":1}',
    });
  });

  it('writes what it was given: a view, JSON, or a render', async () => {
    const config = { viewEngine, errorView: () => '/404.html' };
    await expect(failing({ config }, 404, 'own.html')).resolves.toMatchObject({
      body: 'view /page/own.html',
    });
    await expect(failing({ config, ...json }, 404, '{"own":1}')).resolves.toMatchObject({
      body: '{"own":1}',
    });
    await expect(failing({ config }, 404, new NullRender())).resolves.toMatchObject({ body: '' });
  });

  it('knows a page for any status', async () => {
    const response = await failing({}, 499);
    expect(response.body).toContain('<h1>499 Error</h1>');
  });
});
