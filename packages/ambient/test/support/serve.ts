import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The session's cookie, if one was set. */
  readonly cookie: string | undefined;
}

/** A server on a free port, for one test. */
export async function serve(
  server: Server,
  run: (get: (path?: string, init?: RequestInit) => Promise<Answer>) => Promise<void>,
): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await run(async (path = '/', init = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        redirect: 'manual',
        ...init,
      });
      const [setCookie] = response.headers.getSetCookie();
      return {
        status: response.status,
        headers: response.headers,
        text: await response.text(),
        cookie: setCookie?.split(';')[0],
      };
    });
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

/** A promise, with what settles it. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
