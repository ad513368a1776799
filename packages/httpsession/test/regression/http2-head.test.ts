import { expect, it } from '@jest/globals';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { http2Classes, SessionManager } from 'httpsession';
import { backings } from '../support/backings.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from '../support/gate.ts';
import { turn } from '../support/serve.ts';

it.each(backings)(
  'a HEAD on http2 that is broken off lets go of its session, %s',
  async (_name, options) => {
    const { clock, ...rest } = options();
    if (!(clock instanceof FakeClock)) throw new Error('No fake clock');
    const manager = new SessionManager({ clock, ...rest });
    const [asked, gone] = [gate(), gate()];
    const server = createServer(http2Classes, (request, response) => {
      request.getSession();
      response.stream.once('close', gone.open);
      asked.open();
    });
    manager.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    client.request({ ':method': 'HEAD' }).on('error', () => undefined);
    await asked.passed;
    expect(manager.metrics.activeSessions).toBe(1);
    client.destroy();
    await gone.passed;
    for (let i = 0; i < 5; i += 1) await turn();
    clock.advance(3_600_000);
    expect(manager.metrics.activeSessions).toBe(0);
    await new Promise((resolve) => server.close(resolve));
    await manager.close();
  },
);
