import { describe, expect, it } from '@jest/globals';
import { createServer as createTlsServer } from 'node:https';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { http1Classes, type SessionResponse } from 'httpsession';
import { handlerOf, WebApplication, type WebApplicationOptions } from '../../src/index.ts';
import { saying, serveApps } from '../support/web-server.ts';

const COUNT = {
  servlet: saying((request) => {
    const session = request.getSession();
    const count = Number(session.getAttribute('n') ?? 0) + 1;
    session.setAttribute('n', count);
    return `${request.getContextPath()}|${String(count)}`;
  }),
  urlPatterns: ['/count'],
};

function counting(options: WebApplicationOptions): WebApplication {
  return new WebApplication({ ...options, servlets: { count: COUNT } });
}

describe('several applications on one server', () => {
  it('may be many: the server has no listener for each, of which Node would warn', async () => {
    const contexts = Array.from({ length: 12 }, (_, at) => `/shop${String(at)}`);
    const apps = contexts.map((contextPath) => counting({ contextPath }));
    const { server } = await serveApps(apps);
    expect(server.listenerCount('close')).toBeLessThan(10);
    await Promise.all(apps.map((app) => app.start()));
    await new Promise((resolve) => server.close(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(apps.map(({ state }) => state)).not.toContain('started');
  });

  it('SES-192 S3-09 each have their sessions, by host and by context path', async () => {
    const server = await serveApps([
      counting({ hosts: ['a.example'] }),
      counting({ hosts: ['b.example'] }),
      counting({ hosts: ['a.example'], contextPath: '/shop' }),
    ]);
    const first = await server.get('/count', { headers: { host: 'a.example' } });
    expect(first.body).toBe('|1');
    const { cookie } = first;
    const at = async (host: string, path: string) =>
      (await server.get(path, { cookie, headers: { host } })).body;
    expect(await at('a.example:80', '/count')).toBe('|2');
    expect(await at('b.example', '/count')).toBe('|1');
    expect(await at('a.example', '/shop/count')).toBe('/shop|1');
    expect((await server.get('/count', { headers: { host: 'c.example' } })).status).toBe(404);
  });

  it('SES-193 find each other by their paths, and nothing else', async () => {
    const shop = counting({ contextPath: '/shop' });
    const blog = counting({ contextPath: '/blog' });
    await serveApps([shop, blog]);
    expect(shop.context.getContext('/blog/count')).toBe(blog.context);
    expect(shop.context.getContext('/shop')).toBe(shop.context);
    expect(shop.context.getContext('/other')).toBeNull();
    expect(new WebApplication().context.getContext('/')).toBeNull();
  });

  it('redirect from the context path to the root of the application', async () => {
    const server = await serveApps(counting({ contextPath: '/shop' }));
    const answer = await server.get('/shop?a=1');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('/shop/?a=1');
    expect((await server.get('/shop/')).status).toBe(404);
  });
});

describe('a server of its own', () => {
  it('SES-090 tells requests the session of TLS, which plain ones do not have', async () => {
    const app = new WebApplication({
      servlets: {
        tls: {
          servlet: saying(
            (request) =>
              `${String(request.isSecure())} ${String(
                request.getAttribute('jakarta.servlet.request.ssl_session_id'),
              )}`,
          ),
          urlPatterns: ['/tls'],
        },
      },
    });
    const plain = await serveApps(app);
    expect((await plain.get('/tls')).body).toBe('false null');
    const handler = handlerOf(app);
    const psk = Buffer.alloc(32, 7);
    const server = createTlsServer(
      { ...http1Classes, ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => psk },
      (incoming, response) => handler(incoming, response as SessionResponse),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = {
      ...{ port, host: '127.0.0.1', path: '/tls', agent: false },
      ...{ ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, checkServerIdentity: () => undefined },
      pskCallback: () => ({ psk, identity: 'test' }),
    };
    const body = await new Promise<string>((resolve, reject) => {
      request(options)
        .on('response', (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk: string) => (text += chunk))
            .on('end', () => resolve(text));
        })
        .on('error', reject)
        .end();
    });
    await new Promise((resolve) => server.close(resolve));
    expect(body).toMatch(/^true [0-9a-f]{64}$/);
  });
});
