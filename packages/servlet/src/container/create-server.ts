import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import {
  http1Classes,
  type Http2SessionRequest,
  type Http2SessionResponse,
  type SessionRequest,
  type SessionResponse,
} from 'httpsession';
import { ServerRouter } from './server-router.ts';
import { partsOf, type WebApplication } from './web-application.ts';

/** The server that `createServer` makes. */
export type ServletServer = Server<typeof SessionRequest, typeof SessionResponse>;

/** What `createServer` can be told. */
export interface ServletServerOptions {
  /** Node's own options for the server, but for its two classes. */
  readonly server?: Omit<ServerOptions, 'IncomingMessage' | 'ServerResponse'> | undefined;
}

/**
 * Answers requests: for a server that somebody else made with httpsession's `http1Classes`, `http2Classes`, or
 * both when it speaks both.
 */
export type ServletHandler = (
  request: SessionRequest | Http2SessionRequest,
  response: SessionResponse | Http2SessionResponse<Http2ServerRequest>,
) => void;

/**
 * Node's `http.createServer` for web applications: the longest context path on a request's host answers it.
 * Applications that are new are started at once, and stopped when the server is closed; requests wait for the
 * start. When one fails to start, the server emits `error`, and answers its requests with 503.
 *
 * @throws IllegalArgumentException when two applications have the same context path on one host
 */
export function createServer(
  apps: WebApplication | readonly WebApplication[],
  options: ServletServerOptions = {},
): ServletServer {
  const list = isList(apps) ? apps : [apps];
  const router = new ServerRouter(list);
  const server = createHttpServer(
    { ...options.server, ...http1Classes },
    (request: SessionRequest, response: SessionResponse) => router.handle(request, response),
  );
  const own = list.filter(({ state }) => state === 'new');
  for (const app of own) app.start().catch((error: unknown) => server.emit('error', error));
  // One listener for all: Node warns of a leak at the eleventh.
  server.on('close', () => {
    for (const app of own) {
      app.stop().catch((error: unknown) => partsOf(app).application.report(error));
    }
  });
  return server;
}

/**
 * The applications as a function for a server of one's own, whose requests and responses are those of
 * httpsession's `http1Classes` or `http2Classes`. Start and stop are the caller's; requests start an application
 * that is new.
 *
 * @throws IllegalArgumentException when two applications have the same context path on one host
 */
export function handlerOf(apps: WebApplication | readonly WebApplication[]): ServletHandler {
  const router = new ServerRouter(isList(apps) ? apps : [apps]);
  // Node's compatibility API for HTTP/2 has the members that the facades use, under other classes.
  return (request, response) =>
    router.handle(request as SessionRequest, response as SessionResponse);
}

function isList(
  apps: WebApplication | readonly WebApplication[],
): apps is readonly WebApplication[] {
  return Array.isArray(apps);
}
