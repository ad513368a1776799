// #region application
import { createServer, type SessionOptions, type SessionServer } from 'httpsession';

/** The application under test: takes its options from outside. */
export function createApplication(options: SessionOptions = {}): SessionServer {
  return createServer({ sessionTimeout: 20, ...options }, (request, response) => {
    const session = request.getSession();
    const cart = (session.getAttribute('cart') ?? []) as string[];
    if (request.method === 'POST') session.setAttribute('cart', [...cart, 'apple']);
    response.end(JSON.stringify(session.getAttribute('cart') ?? []));
  });
}
// #endregion application
