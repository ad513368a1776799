import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { describeError } from '../common/describe-error.ts';
import { OptionError } from '../common/errors.ts';
import { SessionRequest, SessionResponse } from './message-classes.ts';

/** The server that `createServer` makes. */
export type SessionServer = Server<typeof SessionRequest, typeof SessionResponse>;

/**
 * Node's own server with requests and responses of our classes. Nothing runs until it listens.
 * @throws OptionError for `server` when Node does not take the options, with what it says
 */
export function createSessionServer(options: ServerOptions = {}): SessionServer {
  for (const name of ['IncomingMessage', 'ServerResponse'] as const) {
    if (options[name] === undefined) continue;
    throw new OptionError(
      `server.${name}`,
      options[name],
      'left out: createServer has classes of its own; with others, make the server yourself and ' +
        'call manager.attach(server)',
    );
  }
  try {
    return createHttpServer({
      ...options,
      IncomingMessage: SessionRequest,
      ServerResponse: SessionResponse,
    });
  } catch (error) {
    // Without the value, which Node shows at the end.
    const [why = ''] = describeError(error).split(' Received ');
    throw new OptionError('server', options, `what Node's http.createServer takes: ${why}`);
  }
}
