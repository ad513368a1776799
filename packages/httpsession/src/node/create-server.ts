import { createServer as createHttpServer, type Server } from 'node:http';
import { OptionError } from '../common/errors.ts';
import { installOnApplication } from './installation.ts';
import { SessionRequest, SessionResponse } from './message-classes.ts';
import type { SessionOptions } from './options.ts';
import { SessionManager } from './session-manager.ts';

/** An application: called for every request. What it throws, or a rejection, is answered with 500. */
export type SessionHandler = (request: SessionRequest, response: SessionResponse) => unknown;

/** The server that `createServer` makes. */
export type SessionServer = Server<typeof SessionRequest, typeof SessionResponse>;

/**
 * Node's `http.createServer`, with sessions. The manager is closed when the server is, unless it was
 * passed in.
 *
 * @param optionsOrManager options for a manager of its own, or a manager; may be left out
 * @param handler a function, an Express application, Koa's `app.callback()`
 * @throws OptionError for an option that is wrong
 */
export function createServer(handler?: SessionHandler): SessionServer;
export function createServer(
  optionsOrManager: SessionOptions | SessionManager,
  handler?: SessionHandler,
): SessionServer;
export function createServer(
  first: SessionOptions | SessionManager | SessionHandler = {},
  second?: SessionHandler,
): SessionServer {
  const handler = typeof first === 'function' ? first : second;
  if (handler !== undefined && typeof handler !== 'function') {
    throw new OptionError('handler', handler, 'a function of request and response');
  }
  const isOurs = !(first instanceof SessionManager);
  const options = isOurs && typeof first !== 'function' ? first : {};
  const manager = isOurs ? new SessionManager(options) : first;
  const server = createHttpServer({
    ...options.server,
    IncomingMessage: SessionRequest,
    ServerResponse: SessionResponse,
  });
  if (handler === undefined) {
    manager.attach(server);
  } else {
    installOnApplication(handler);
    server.on('request', (request, response) => {
      manager.handle(request, response, () => handler(request, response));
    });
  }
  if (isOurs) server.on('close', () => void manager.close());
  return server;
}
