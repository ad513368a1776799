import { describe, expect, it } from '@jest/globals';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SessionManager } from 'httpsession';
import { expectAllEndByThemselves } from '../support/all-end.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { once } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';

const hostile = {
  'a then that throws': () => ({
    then() {
      throw new Error('then');
    },
  }),
  'a getter of then that throws': () => ({
    get then(): never {
      throw new Error('get then');
    },
  }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

describe.each(Object.entries(hostile))('a handler that returns %s', (_name, make) => {
  // Not serve's own handler: that wraps what the handler returns.
  async function start(handler: (ends: boolean) => unknown) {
    const clock = new FakeClock();
    const errors: unknown[] = [];
    const manager = new SessionManager({ clock, onError: (error) => errors.push(error) });
    const app = await serve({ clock });
    const server = createPlainServer();
    server.on('request', (request, response) => {
      manager.handle(request, response, () => {
        (request as unknown as { getSession(): unknown }).getSession();
        if (request.url === '/ended') response.end('fine');
        return handler(request.url === '/ended');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { manager, server, clock, errors, app, port: (server.address() as AddressInfo).port };
  }

  it.each([
    ['/', 500],
    ['/ended', 200],
  ])('is answered, reported, and does not hold the session: %s', async (path, status) => {
    const { manager, server, clock, errors, port } = await start(make);
    const answer = await once(port, `GET ${path}`);
    expect(answer.status).toBe(status);
    await turn();
    await turn();
    expect(errors).toHaveLength(1);
    clock.advance(24 * 60 * 60_000);
    expect(manager.metrics.activeSessions).toBe(0);
    server.close();
    await manager.close();
  });
});

describe('listeners of an attached server', () => {
  it('may throw behind one whose promise is rejected: nothing is left unhandled', async () => {
    const app = await serve();
    const server = createPlainServer();
    app.manager.attach(server);
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    server.on(
      'request', // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that is the case
      async (request) => {
        (request as unknown as { getSession(): unknown }).getSession();
        await turn();
        throw new Error('later');
      },
    );
    server.on('request', () => {
      throw new Error('at once');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const answer = await once((server.address() as AddressInfo).port, 'GET /');
    expect(answer.status).toBe(500);
    for (let i = 0; i < 5; i += 1) await turn();
    process.off('unhandledRejection', note);
    server.close();
    expect(unhandled).toEqual([]);
    expectAllEndByThemselves(app);
  });
});
