// #region server
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer, type HttpSessionAccessor, SessionManager } from 'httpsession';
import type { SessionServer } from 'httpsession';
import { type WebSocket, WebSocketServer } from 'ws';

const manager = new SessionManager();
const sockets = new WebSocketServer({ noServer: true });

export const server: SessionServer = createServer(manager, (request, response) => {
  request.getSession();
  response.end('now open a WebSocket\n');
});

server.on('upgrade', (request, socket, head) => {
  upgrade(request, socket, head).catch(() => socket.destroy());
});

async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const session = await manager.openUpgrade(request);
  if (session === null) {
    socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    return;
  }
  const accessor = session.getAccessor();
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('message', () => void count(webSocket, accessor));
  });
}

async function count(webSocket: WebSocket, accessor: HttpSessionAccessor): Promise<void> {
  try {
    const messages = await accessor.access((session) => {
      session.setAttribute('messages', Number(session.getAttribute('messages') ?? 0) + 1);
      return session.getAttribute('messages') as number;
    });
    webSocket.send(`messages: ${messages}`);
  } catch {
    webSocket.close(4401, 'the session has ended');
  }
}
// #endregion server
