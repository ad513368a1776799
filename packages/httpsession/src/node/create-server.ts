import { OptionError } from '../common/errors.ts';
import type { Around } from './attachments.ts';
import type { HttpRequest, HttpResponse } from './contracts.ts';
import { createSessionServer, type SessionServer } from './http-server.ts';
import { installOnApplication } from './installation.ts';
import type { SessionRequest, SessionResponse } from './message-classes.ts';
import type { SessionOptions } from './options.ts';
import { partsOf, SessionManager } from './session-manager.ts';

/** An application: called for every request. What it throws, or a rejection, is answered with 500. */
export type SessionHandler = (request: SessionRequest, response: SessionResponse) => unknown;

/**
 * Node's `http.createServer`, with sessions. The manager is closed when the server is, unless it was
 * passed in. A manager that is passed in brings the option `server` with it.
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
  if (typeof first === 'function' && second !== undefined) {
    throw new OptionError('handler', first, 'behind the options: createServer(options, handler)');
  }
  const handler = typeof first === 'function' ? first : second;
  if (handler !== undefined && typeof handler !== 'function') {
    throw new OptionError('handler', handler, 'a function of request and response');
  }
  const isOurs = !(first instanceof SessionManager);
  const options = isOurs && typeof first !== 'function' ? first : {};
  const manager = isOurs ? new SessionManager(options) : first;
  const { serverOptions, attachments, serve, closeAlone } = partsOf(manager);
  const server = createSessionServer(serverOptions);
  attachments.keep(server, serve as Around, handler !== undefined);
  if (handler !== undefined) {
    installOnApplication(handler);
    const run = handler as (request: HttpRequest, response: HttpResponse) => unknown;
    server.on('request', (request, response) => serve(request, response, run));
  }
  if (isOurs) server.on('close', closeAlone);
  return server;
}
