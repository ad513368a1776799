import { describe, expect, it } from '@jest/globals';
import { WebApplication, type WebApplicationOptions } from '../../src/index.ts';
import { type Call, saying, serveApps } from '../support/web-server.ts';

type TrustProxy = NonNullable<WebApplicationOptions['session']>['trustProxy'];

/** What a servlet sees of where its request came from. */
async function seen(
  trustProxy: TrustProxy,
  headers: NonNullable<Call['headers']>,
): Promise<string> {
  const server = await serveApps(
    new WebApplication({
      session: { trustProxy },
      servlets: {
        where: {
          servlet: saying((request) =>
            [
              request.isSecure(),
              request.getRequestURL(),
              request.getServerPort(),
              request.getRemoteAddr(),
              request.getRemoteHost(),
            ].join(' '),
          ),
          urlPatterns: ['/where'],
        },
      },
    }),
  );
  return (await server.get('/where', { headers: { host: 'shop.test', ...headers } })).body;
}

const AS_IT_CAME = 'false http://shop.test/where 80 127.0.0.1 127.0.0.1';

describe('a request that came through a proxy (as with RemoteIpValve of Tomcat)', () => {
  it('is what the trusted proxy says that it was', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    expect(await seen('loopback', headers)).toBe(
      'true https://shop.test/where 443 203.0.113.9 203.0.113.9',
    );
    const standard = { forwarded: 'for="[2001:db8::7]:4711";proto=https' };
    expect(await seen('loopback', standard)).toBe(
      'true https://shop.test/where 443 2001:db8::7 2001:db8::7',
    );
  });

  it('keeps the port of the server that the client wrote', async () => {
    const headers = { host: 'shop.test:8443', 'x-forwarded-proto': 'https' };
    expect(await seen('loopback', headers)).toBe(
      'true https://shop.test:8443/where 8443 127.0.0.1 127.0.0.1',
    );
  });

  it.each([[false as const], [undefined], [['198.51.100.0/24']]])(
    'is what it is where nobody is trusted, or others (trustProxy %p)',
    async (trustProxy) => {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
      expect(await seen(trustProxy, headers)).toBe(AS_IT_CAME);
    },
  );

  it('sets the Secure cookie of a session by the same rule', async () => {
    const server = await serveApps(
      new WebApplication({
        session: { trustProxy: 'loopback' },
        servlets: {
          s: { servlet: saying((request) => request.getSession().isNew()), urlPatterns: ['/s'] },
        },
      }),
    );
    const secure = await server.get('/s', { headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.headers['set-cookie']?.join()).toContain('Secure');
    expect((await server.get('/s')).headers['set-cookie']?.join()).not.toContain('Secure');
  });
});
