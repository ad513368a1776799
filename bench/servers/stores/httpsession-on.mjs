import { createServer, SessionManager } from 'httpsession';
import { answer, missing, USER } from '../answer.mjs';

/**
 * httpsession as it comes, on a store.
 * @param {import('httpsession').SessionStore} store
 * @param {() => unknown} [close] what the store does not close itself
 */
export function httpsessionOn(store, close = () => undefined) {
  const manager = new SessionManager({ store });
  let counter = 0;
  const server = createServer(manager, (request, response) => {
    if (request.url === '/create') request.getSession().setAttribute('user', USER);
    else {
      const session = request.getSession(false);
      if (session?.getAttribute('user') !== USER) return missing(response);
      if (request.url === '/write') session.setAttribute('count', ++counter);
    }
    answer(response);
  });
  return {
    server,
    close: async () => {
      await manager.close();
      await store.close();
      await close();
    },
  };
}
