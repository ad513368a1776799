import { afterEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpSession, SessionRequest, SessionRequestMethods } from 'httpsession';
import { WebSocket, WebSocketServer } from 'ws';
import { backings } from '../support/backings.ts';
import { distantStore } from '../support/distant-store.ts';
import { gate } from '../support/gate.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

const sockets = new Set<WebSocket>();

afterEach(() => {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
});

/** Opens a WebSocket and waits for the answer to its handshake. */
async function openWebSocket(app: TestServer, cookie: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${app.port}/live`, { headers: { cookie } });
  sockets.add(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

function nextMessage(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(String(data))));
}

type OnSession = (
  session: HttpSession | null,
  request: SessionRequestMethods,
) => ((message: string) => unknown) | undefined;

/** Lets an application talk over WebSockets: `onSession` gives what answers a message. */
function serveWebSockets(app: TestServer, onSession: OnSession) {
  const wss = new WebSocketServer({ noServer: true });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void (async () => {
      let answer: ReturnType<OnSession>;
      try {
        const session = await app.manager.openUpgrade(request);
        // What openUpgrade has put the methods onto.
        answer = onSession(session, request as unknown as SessionRequestMethods);
      } catch (error) {
        const code = (error as { code?: string }).code ?? 'none';
        socket.end(
          `HTTP/1.1 503 Service Unavailable\r\nX-Code: ${code}\r\nConnection: close\r\n\r\n`,
        );
        return;
      }
      wss.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('message', (data: Buffer) => {
          void Promise.resolve()
            .then(() => answer?.(String(data)))
            .then(
              (text) => webSocket.send(String(text)),
              (error: unknown) => webSocket.send((error as { code?: string }).code ?? 'none'),
            );
        });
        webSocket.send('open');
      });
    })();
  });
}

const UPGRADE = ['Connection: Upgrade', 'Upgrade: test'];

describe.each(backings)('an upgrade, %s', (_name, options) => {
  it('R14 has the session of its request', async () => {
    const app = await serve(options());
    const seen: unknown[] = [];
    serveWebSockets(app, (session, request) => {
      seen.push(
        session?.getAttribute('user'),
        request.getSession(false) === session,
        request.getSession(false)?.isNew(),
        request.isRequestedSessionIdValid(),
        request.isRequestedSessionIdFromCookie(),
        request.getRequestedSessionId() === session?.getId(),
      );
      return undefined;
    });
    const cookie = await startSession(app, (session) => session.setAttribute('user', 'ann'));
    await openWebSocket(app, cookie);
    expect(seen).toEqual(['ann', true, false, true, true, true]);
  });

  it('R14 without a session has none, and cannot make one', async () => {
    const app = await serve(options());
    const seen: unknown[] = [];
    serveWebSockets(app, (session, request) => {
      seen.push(session, request.getSession(false));
      for (const work of [() => request.getSession(), () => request.getSession(true)]) {
        expect(work).toThrow(expect.objectContaining({ code: 'HTTPSESSION_UPGRADE' }));
      }
      expect(() => request.changeSessionId()).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_NO_SESSION' }),
      );
      return undefined;
    });
    await openWebSocket(app, 'JSESSIONID=unknownunknownunknownunknownunkn');
    expect(seen).toEqual([null, null]);
    expect(app.manager.metrics.createdSessions).toBe(0);
  });

  it('R14 with a session can neither change its id nor make another', async () => {
    const app = await serve(options());
    serveWebSockets(app, (session, request) => {
      expect(() => request.changeSessionId()).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_UPGRADE' }),
      );
      expect(request.getSession()).toBe(session);
      session?.invalidate();
      expect(() => request.getSession()).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_UPGRADE' }),
      );
      return undefined;
    });
    const cookie = await startSession(app);
    await openWebSocket(app, cookie);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('R14 keeps what it changes', async () => {
    const app = await serve(options());
    serveWebSockets(app, (session) => {
      session?.setAttribute('channel', 'open');
      return undefined;
    });
    const cookie = await startSession(app);
    await openWebSocket(app, cookie);
    await turn();
    const { result } = await app.visit(
      (request): unknown => request.getSession().getAttribute('channel'),
      { cookie },
    );
    expect(result).toBe('open');
  });

  it('R14 is an access, and uses its session only until it is answered', async () => {
    const app = await serve(options());
    const answered = gate();
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      void app.manager.openUpgrade(request).then(async () => {
        await answered.passed;
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n',
        );
      });
    });
    const cookie = await startSession(app);
    app.clock.advance(20 * 60_000);
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${cookie}`, ...UPGRADE);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    for (let minutes = 0; minutes < 60; minutes += 1) {
      app.clock.advance(60_000);
      await turn();
    }
    expect(app.manager.metrics.activeSessions).toBe(1);
    answered.open();
    await client.until('101');
    app.clock.advance(31 * 60_000);
    expect(app.manager.metrics.activeSessions).toBe(0);
    expect(client.socket.destroyed).toBe(false);
  });

  it.each<[string, (socket: Duplex) => unknown]>([
    ['is refused', (socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')],
    ['is cut', (socket) => socket.destroy()],
  ])('R14 lets go of its session when it %s', async (_how, answer) => {
    const app = await serve(options());
    const done = gate();
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      void app.manager.openUpgrade(request).then(() => {
        answer(socket);
        done.open();
      });
    });
    const cookie = await startSession(app);
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${cookie}`, ...UPGRADE);
    await done.passed;
    await turn();
    await turn();
    app.clock.advance(31 * 60_000);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });

  it('R14 later use goes through the accessor, which is an access', async () => {
    const app = await serve(options());
    serveWebSockets(app, (session) => {
      const accessor = session?.getAccessor();
      return () =>
        accessor?.access((found) => {
          const count = Number(found.getAttribute('count') ?? 0) + 1;
          found.setAttribute('count', count);
          return count;
        });
    });
    const cookie = await startSession(app);
    const socket = await openWebSocket(app, cookie);
    for (const count of ['1', '2', '3']) {
      app.clock.advance(20 * 60_000);
      await turn();
      socket.send('count');
      expect(await nextMessage(socket)).toBe(count);
    }
    const { result } = await app.visit(
      (request): unknown => request.getSession(false)?.getAttribute('count'),
      { cookie },
    );
    expect(result).toBe(3);
    app.clock.advance(31 * 60_000);
    socket.send('count');
    expect(await nextMessage(socket)).toBe('HTTPSESSION_ID_CHANGED');
  });

  it.each<[string, (request: SessionRequest) => unknown]>([
    ['a logout', (request) => request.getSession().invalidate()],
    ['an id change', (request) => request.changeSessionId()],
  ])('S-57 after %s elsewhere its accessor finds nothing', async (_what, work) => {
    const app = await serve(options());
    serveWebSockets(app, (session) => {
      const accessor = session?.getAccessor();
      return () => accessor?.access(() => 'found');
    });
    const cookie = await startSession(app);
    const socket = await openWebSocket(app, cookie);
    socket.send('use');
    expect(await nextMessage(socket)).toBe('found');
    await app.visit(work, { cookie });
    socket.send('use');
    expect(await nextMessage(socket)).toBe('HTTPSESSION_ID_CHANGED');
  });

  it('S-57 is closed by a listener of the end', async () => {
    const open = new Map<string, WebSocket>();
    const app = await serve({
      ...options(),
      listeners: [
        { sessionDestroyed: (event) => open.get(event.getSession().getHandle())?.close(4001) },
      ],
    });
    const wss = new WebSocketServer({ noServer: true });
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void app.manager.openUpgrade(request).then((session) => {
        wss.handleUpgrade(request, socket, head, (webSocket) => {
          open.set(session?.getHandle() ?? '', webSocket);
        });
      });
    });
    const cookie = await startSession(app);
    const socket = await openWebSocket(app, cookie);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    expect(await closed).toBe(4001);
  });

  it('S-10 with cookies of two live sessions is refused', async () => {
    const app = await serve(options());
    serveWebSockets(app, () => undefined);
    const [a, b] = [await startSession(app), await startSession(app)];
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${a}; ${b}`, ...UPGRADE);
    expect((await client.answer()).field('x-code')).toBe('HTTPSESSION_AMBIGUOUS_ID');
    client.destroy();
    await turn();
    app.clock.advance(31 * 60_000);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });

  it('S-21 loses the path parameter as other requests do', async () => {
    const app = await serve({ ...options(), trackingModes: ['URL'] });
    const seen: unknown[] = [];
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      void app.manager.openUpgrade(request).then((session) => {
        seen.push(request.url, session !== null);
        socket.destroy();
      });
    });
    const { result: id } = await app.visit((request) => request.getSession().getId());
    const client = await connectTo(app.port);
    client.sendGet(`/live;jsessionid=${id}`, ...UPGRADE);
    await client.closed;
    expect(seen).toEqual(['/live', true]);
  });
});

describe('an upgrade whose session has to be loaded', () => {
  it('R15 is told when that fails', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store });
    serveWebSockets(app, () => undefined);
    const cookie = await startSession(app);
    store.fail('load');
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${cookie}`, ...UPGRADE);
    expect((await client.answer()).field('x-code')).toBe('HTTPSESSION_STORE_UNAVAILABLE');
  });

  it('R4 leaves nothing in use when its client does not wait for that', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store });
    const opened = gate();
    app.server.on('upgrade', (request: IncomingMessage) => {
      void app.manager.openUpgrade(request).then(opened.open);
    });
    const cookie = await startSession(app);
    const loading = store.hold('load');
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${cookie}`, ...UPGRADE);
    while (store.count('load') === 0) await turn();
    client.socket.resetAndDestroy();
    for (let turns = 0; turns < 20; turns += 1) await turn();
    loading.open();
    await opened.passed;
    await turn();
    expect(app.manager.metrics.activeSessions).toBe(0);
  });
});

describe('an upgrade that nobody opened', () => {
  it('says what to do', async () => {
    const app = await serve();
    const thrown = new Promise<unknown>((resolve) => {
      app.server.on('upgrade', (request: SessionRequest, socket: Duplex) => {
        try {
          request.getSession(false);
        } catch (error) {
          resolve(error);
        }
        socket.destroy();
      });
    });
    const client = await connectTo(app.port);
    client.sendGet('/', ...UPGRADE);
    expect(await thrown).toMatchObject({ code: 'HTTPSESSION_NO_MANAGER' });
    expect(((await thrown) as Error).message).toContain('openUpgrade');
  });
});
