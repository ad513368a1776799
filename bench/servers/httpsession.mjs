import { createServer, SessionManager } from 'httpsession';
import { answer, distinctString, missing, USER } from './answer.mjs';

/**
 * httpsession as it comes, with the options that the caller wants measured.
 * @param {import('httpsession').SessionOptions} [options]
 * @param {() => number | undefined} [fillDeadline] when the sessions of /fill end
 */
export function open(options, fillDeadline = () => undefined) {
  const manager = new SessionManager(options);
  let counter = 0;

  const server = createServer(manager, (request, response) => {
    if (request.url === '/create') request.getSession().setAttribute('user', USER);
    else if (request.url === '/fill') {
      const session = request.getSession();
      session.setAttribute('data', distinctString());
      const deadline = fillDeadline();
      if (deadline !== undefined) {
        session.setMaxInactiveInterval(Math.ceil((deadline - Date.now()) / 1000));
      }
    } else {
      const session = request.getSession(false);
      if (session?.getAttribute('user') !== USER) return missing(response);
      if (request.url === '/write') session.setAttribute('count', ++counter);
    }
    answer(response);
  });

  return {
    server,
    count: () => manager.metrics.activeSessions,
    close: () => manager.close(),
  };
}
