import { describe, expect, it } from '@jest/globals';
import { createServer as createHttp2Server, connect as connectHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { SessionManager, type SessionRequest } from 'httpsession';
import { expectAllEndByThemselves } from '../support/all-end.ts';
import { backings } from '../support/backings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { gate } from '../support/gate.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';

const never = new Promise<never>(() => undefined);

describe.each(backings)('a client that went away, %s', (_name, options) => {
  it('leaves a handler that never settles: its session ends after its idle interval', async () => {
    const [started, closed] = [gate(), gate()];
    const app = await serve(options(), (request, response) => {
      request.getSession().setMaxInactiveInterval(600);
      response.once('close', closed.open);
      started.open();
      return never;
    });
    const client = await connectTo(app.port);
    client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await started.passed;
    client.destroy();
    await closed.passed;
    app.clock.advance(599_000);
    expect(app.manager.metrics.activeSessions).toBe(1);
    expectAllEndByThemselves(app);
  });

  it('lets a handler that goes on make a session, which ends in its time', async () => {
    const [started, closed, made] = [gate(), gate(), gate()];
    const app = await serve(options(), (request, response) => {
      response.once('close', closed.open);
      started.open();
      void closed.passed.then(turn).then(() => {
        try {
          request.getSession();
        } catch (error) {
          expect(error).toMatchObject({ code: 'HTTPSESSION_RESPONSE_COMMITTED' });
        }
        made.open();
      });
    });
    const client = await connectTo(app.port);
    client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await started.passed;
    client.destroy();
    await made.passed;
    expectAllEndByThemselves(app);
  });
});

it('getSession behind the end of the answer, with ids in URLs alone, holds nothing', async () => {
  const made = gate();
  const app = await serve({ trackingModes: ['URL'] }, (request, response) => {
    response.end();
    response.once('close', () => {
      setImmediate(() => {
        request.getSession();
        made.open();
      });
    });
  });
  await app.get('/');
  await made.passed;
  expectAllEndByThemselves(app);
});

it('an http2 stream that was destroyed before getSession is over', async () => {
  const clock = new FakeClock();
  const manager = new SessionManager({ clock });
  const server = manager.attach(createHttp2Server());
  const made = gate();
  server.on('request', (request, response) => {
    response.stream.on('error', () => undefined);
    response.stream.once('close', () => {
      setImmediate(() => {
        try {
          (request as unknown as SessionRequest).getSession();
        } catch (error) {
          expect(error).toMatchObject({ code: 'HTTPSESSION_RESPONSE_COMMITTED' });
        }
        made.open();
      });
    });
    response.stream.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connectHttp2(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  client.on('error', () => undefined);
  client
    .request({ ':path': '/' })
    .on('error', () => undefined)
    .resume();
  await made.passed;
  clock.advance(24 * 60 * 60_000);
  expect(manager.metrics.activeSessions).toBe(0);
  client.destroy();
  server.close();
  await manager.close();
});
