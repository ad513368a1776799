import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import { request as httpRequest } from 'node:http';
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in Node 20 since 20.17
import { type Duplex, duplexPair } from 'node:stream';

/** One request to a server that listens nowhere. */
export interface MemoryRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Whether the connection counts as encrypted. */
  readonly secure: boolean;
  /** Given the server's end of the connection before the request is sent. */
  readonly opened: (serverEnd: Duplex) => void;
}

/** Sends a request through memory: with Node's client and Node's server, without a socket. */
export async function sendThroughMemory(
  server: Server,
  request: MemoryRequest,
): Promise<IncomingMessage> {
  const [clientEnd, serverEnd] = duplexPair();
  // What a socket would say of itself.
  Object.assign(serverEnd, {
    remoteAddress: '127.0.0.1',
    remotePort: 50_000,
    localAddress: '127.0.0.1',
    localPort: request.secure ? 443 : 80,
    encrypted: request.secure,
  });
  request.opened(serverEnd);
  server.emit('connection', serverEnd);
  const { method, path, headers } = request;
  const sent = httpRequest({ method, path, headers, createConnection: () => clientEnd });
  const answer = answerTo(sent);
  sent.end(request.body);
  return answer;
}

async function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
}
