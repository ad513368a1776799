import { Socket } from 'node:net';
import { runDetached } from '@httpsession/servlet';
import { SessionManager, SessionRequest, SessionResponse } from 'httpsession';
import { runIn } from './current.ts';
import { RunningExchange } from './exchange.ts';

/**
 * For tests: runs a function as in a request, whose session has these attributes. What is printed goes
 * nowhere. When the function is done the exchange is over. Gives what the function gives.
 */
export async function withSession<T>(
  attributes: Readonly<Record<string, unknown>>,
  application: () => T | Promise<T>,
): Promise<T> {
  const manager = new SessionManager({ store: 'memory' });
  try {
    return await new Promise<T>((resolve) => {
      const node = new SessionRequest(new Socket());
      Object.assign(node, { method: 'GET', url: '/', httpVersion: '1.1' });
      const nodeResponse = new SessionResponse(node);
      manager.handle(node, nodeResponse, () =>
        runDetached(node, nodeResponse, {
          run: async (request, response) => {
            const exchange = new RunningExchange(request, response);
            const session = request.getSession();
            for (const [name, value] of Object.entries(attributes))
              session.setAttribute(name, value);
            const result = (async () => runIn(exchange, application))();
            resolve(result);
            const close = (): void => exchange.close();
            await result.then(close, close);
          },
        }),
      );
    });
  } finally {
    await manager.close();
  }
}
