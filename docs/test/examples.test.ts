import { describe, expect, it } from '@jest/globals';
import { createServer, SessionManager, type HttpSession } from 'httpsession';
import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { addOne, pay, profileOf, ratesOf } from '../../examples/docs/attributes.ts';
import { bearerTracker } from '../../examples/docs/bearer-tracker.ts';
import { app } from '../../examples/docs/express-types.ts';
import { server as http2Server } from '../../examples/docs/http2.ts';
import { listener, log, Upload } from '../../examples/docs/listeners.ts';
import { server as loginServer } from '../../examples/docs/login.ts';
import { server as metricsServer } from '../../examples/docs/metrics.ts';
import { logEnds } from '../../examples/docs/observe.ts';
import { codec, Money } from '../../examples/docs/storable-class.ts';
import { server as headerServer } from '../../examples/docs/track-by-header.ts';
import { server as urlServer } from '../../examples/docs/track-by-url.ts';
import { server as webSocketServer } from '../../examples/docs/websockets.ts';
import { cookieOf, listen } from './support.ts';

/** Runs `use` with a session in a request, and gives the answer. */
async function withSession(use: (session: HttpSession) => unknown): Promise<unknown> {
  const server = createServer(async (request, response) => {
    response.end(JSON.stringify((await use(request.getSession())) ?? null));
  });
  return (await fetch(await listen(server))).json();
}

describe('track-by-url', () => {
  it('carries the session of a client without cookies through its links', async () => {
    const url = await listen(urlServer);
    const first = await (await fetch(url)).text();
    const link = /href="([^"]+)"/.exec(first)?.[1] ?? '';
    expect(link).toMatch(/^\/next;jsessionid=[\w-]{32}\?page=2$/);
    expect(await (await fetch(url + link)).text()).toContain('pages: 2');
  });
});

describe('track-by-header', () => {
  it('carries the session in the header', async () => {
    const url = await listen(headerServer);
    const first = await fetch(url);
    const id = first.headers.get('x-session-id') ?? '';
    expect(first.headers.getSetCookie()).toEqual([]);
    const second = await fetch(url, { headers: { 'X-Session-Id': id } });
    expect(await second.json()).toEqual({ calls: 2 });
  });

  it('S1-15 carries it in Authorization with a tracker of its own', async () => {
    const server = createServer({ trackingModes: [bearerTracker] }, (request, response) => {
      response.end(String(request.getSession().isNew()));
    });
    const url = await listen(server);
    const first = await fetch(url);
    expect(await first.text()).toBe('true');
    const token = first.headers.get('x-session-token') ?? '';
    const second = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await second.text()).toBe('false');
  });
});

describe('change-the-id-on-login', () => {
  it('gives another id and keeps the session', async () => {
    const url = await listen(loginServer);
    const before = cookieOf(await fetch(`${url}/login`));
    const again = await fetch(`${url}/login`, { headers: { cookie: before } });
    const after = cookieOf(again);
    expect(after).not.toBe(before);
    const old = await fetch(url, { headers: { cookie: before } });
    expect(await old.json()).toEqual({ user: null, ended: 0 });
    const now = await fetch(url, { headers: { cookie: after } });
    expect(await now.json()).toEqual({ user: 'ann', ended: 0 });
  });

  it('ends the other sessions of the person', async () => {
    const url = await listen(loginServer);
    const laptop = cookieOf(await fetch(`${url}/login`));
    const phone = cookieOf(await fetch(`${url}/login`));
    await fetch(`${url}/logout-elsewhere`, { headers: { cookie: phone } });
    const users = await Promise.all(
      [laptop, phone].map(async (cookie) => (await fetch(url, { headers: { cookie } })).json()),
    );
    expect(users).toEqual([
      { user: null, ended: 0 },
      { user: 'ann', ended: 0 },
    ]);
  });
});

describe('websockets', () => {
  it('counts messages in the session, and closes when the session is gone', async () => {
    const url = await listen(webSocketServer);
    const cookie = cookieOf(await fetch(url));
    const socket = new WebSocket(url.replace('http', 'ws'), { headers: { cookie } });
    await once(socket, 'open');
    socket.send('a');
    expect(String((await once(socket, 'message'))[0])).toBe('messages: 1');
    socket.send('b');
    expect(String((await once(socket, 'message'))[0])).toBe('messages: 2');
    socket.terminate();
  });

  it('refuses a handshake without a session', async () => {
    const url = await listen(webSocketServer);
    const socket = new WebSocket(url.replace('http', 'ws'));
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('401');
  });
});

describe('observe-and-debug', () => {
  it('prints how sessions end', async () => {
    const lines: string[] = [];
    const stop = logEnds((line) => lines.push(line));
    await withSession((session) => session.invalidate());
    stop();
    expect(lines).toEqual([expect.stringMatching(/^session [0-9a-f]{16} ended: invalidated$/)]);
  });

  it('gives the metrics without making a session', async () => {
    const url = await listen(metricsServer);
    await (await fetch(url)).text();
    const metrics = await (await fetch(`${url}/metrics`)).json();
    expect(metrics).toMatchObject({ activeSessions: 1, createdSessions: 1 });
  });
});

describe('listeners', () => {
  it('S2-15 hear in order what happens to a session', async () => {
    const server = createServer({ listeners: [listener] }, (request, response) => {
      const session = request.getSession();
      session.setAttribute('user', 'ann');
      request.changeSessionId();
      session.invalidate();
      response.end();
    });
    await (await fetch(await listen(server))).text();
    expect(log).toEqual([
      'created',
      'added user = ann',
      'id changed',
      'destroyed: invalidated, user ann',
    ]);
  });

  it('are told as values when they are bound and unbound', async () => {
    const upload = new Upload();
    await withSession((session) => {
      session.setAttribute('upload', upload);
      expect(upload.isOpen).toBe(true);
      session.removeAttribute('upload');
    });
    expect(upload.isOpen).toBe(false);
  });
});

describe('attributes', () => {
  it('update adds one', async () => {
    expect(await withSession((session) => Promise.all([addOne(session), addOne(session)]))).toEqual(
      [1, 2],
    );
  });

  it('computeIfAbsent loads once for parallel callers', async () => {
    let loads = 0;
    const load = async (): Promise<string> => `profile ${String(++loads)}`;
    const profiles = withSession((session) =>
      Promise.all([profileOf(session, load), profileOf(session, load)]),
    );
    expect(await profiles).toEqual(['profile 1', 'profile 1']);
  });

  it('synchronized lets one payment through', async () => {
    let charges = 0;
    const charge = async (): Promise<void> => {
      charges += 1;
    };
    const paid = withSession((session) =>
      Promise.all([pay(session, charge), pay(session, charge)]),
    );
    expect(await paid).toEqual([true, false]);
    expect(charges).toBe(1);
  });

  it('S3-45 synchronized fetches for the whole application once', async () => {
    let fetched = 0;
    const fetchRates = async (): Promise<string> => {
      fetched += 1;
      return `rates ${String(fetched)}`;
    };
    const rates = withSession((session) => {
      const context = session.getServletContext();
      return Promise.all([ratesOf(context, fetchRates), ratesOf(context, fetchRates)]);
    });
    expect(await rates).toEqual(['rates 1', 'rates 1']);
  });

  it('the codec brings back instances of the class that it was given', () => {
    const money = codec.decode(codec.encode('price', new Money(250)));
    expect(money).toBeInstanceOf(Money);
    expect(money).toEqual(new Money(250));
  });
});

describe('use-with-express', () => {
  it('S4-27 serves an unmodified application', async () => {
    const url = await listen(createServer(app));
    const cookie = cookieOf(await fetch(url));
    const second = await fetch(url, { headers: { cookie } });
    expect(await second.text()).toBe('visits: 2\n');
  });

  it('S4-27 serves it on a server that was there before', async () => {
    const url = await listen(new SessionManager().attach(createPlainServer(app)));
    const cookie = cookieOf(await fetch(url));
    const second = await fetch(url, { headers: { cookie } });
    expect(await second.text()).toBe('visits: 2\n');
  });
});

describe('requests-and-responses', () => {
  it('serves http2', async () => {
    http2Server.listen(0, '127.0.0.1');
    await once(http2Server, 'listening');
    const client = connect(`http://127.0.0.1:${(http2Server.address() as AddressInfo).port}`);
    const stream = client.request({ ':path': '/' }).setEncoding('utf8');
    let body = '';
    for await (const chunk of stream) body += String(chunk);
    client.close();
    await new Promise((resolve) => http2Server.close(resolve));
    expect(body).toBe('new: true\n');
  });
});
