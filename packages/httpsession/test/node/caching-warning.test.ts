import { expect, it } from '@jest/globals';
import { once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';
import { collectWarnings } from '../support/warnings.ts';

const warnings = collectWarnings();

async function serveCached(cacheControl: string | undefined, options: Options = {}) {
  return serve(options, (request, response) => {
    if (cacheControl !== undefined) response.setHeader('Cache-Control', cacheControl);
    if (request.url !== '/plain') request.getSession();
    response.end(response.encodeURL('/next'));
  });
}

it.each(['public, max-age=600', 's-maxage=60', 'PUBLIC'])(
  'S-23 warns once of an answer with a cookie that said %j, by its path without ids',
  async (cacheControl) => {
    const app = await serveCached(cacheControl);
    await once(app.port, 'GET /plain');
    expect(warnings).toEqual([]);
    const { cookie } = await once(app.port, 'GET /users/4711/page?token=secret');
    await once(app.port, 'GET /other');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('/users/:id/page asked');
    for (const hidden of ['4711', 'secret', cookie.slice('JSESSIONID='.length)]) {
      expect(warnings[0]).not.toContain(hidden);
    }
  },
);

it.each([undefined, 'no-store', 'private, max-age=5', 'max-age=600', 'no-cache'])(
  'S-23 does not warn of %j',
  async (cacheControl) => {
    const app = await serveCached(cacheControl);
    expect((await once(app.port, 'GET /')).sessionCookies).toHaveLength(1);
    expect(warnings).toEqual([]);
  },
);

it('S-23 warns of links with ids, and of a cookie that is taken away', async () => {
  const linked = await serveCached('public', { trackingModes: ['URL'] });
  expect((await once(linked.port, 'GET /page')).body).toContain(';jsessionid=');
  expect(warnings).toHaveLength(1);
  const ended = await serve({}, (request, response) => {
    const session = request.getSession();
    if (request.url === '/end') {
      response.setHeader('Cache-Control', 'public');
      session.invalidate();
    }
    response.end();
  });
  const { cookie } = await once(ended.port, 'GET /');
  await once(ended.port, 'GET /end', `Cookie: ${cookie}`);
  expect(warnings).toHaveLength(2);
  expect(warnings[1]).toContain('/end asked');
});
