import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createServer,
  type HttpSessionAccessor,
  SessionManager,
  type SessionStore,
} from 'httpsession';

/** A session as an application has it. */
export interface Visit {
  readonly accessor: HttpSessionAccessor;
  /** By which another process finds the same session. */
  readonly cookie: string;
}

/**
 * Runs an application on the store for as long as `use` takes: a manager of its own, and one request, which brings
 * the session of the cookie or, with none, makes one. It never expires, whatever clock the store has.
 */
export async function visit<T>(
  store: SessionStore,
  cookie: string | undefined,
  use: (visit: Visit) => Promise<T>,
): Promise<T> {
  const manager = new SessionManager({ store, sessionTimeout: 0, onError: () => undefined });
  let accessor: HttpSessionAccessor | undefined;
  const server = createServer(manager, (request, response) => {
    accessor = request.getSession(cookie === undefined)?.getAccessor();
    response.end();
  }).listen(0, '127.0.0.1');
  try {
    const made = await cookieOf(server, cookie);
    if (accessor === undefined) throw new Error('the session is not there');
    return await use({ accessor, cookie: cookie ?? made });
  } finally {
    // Open until here: the pauses of a manager do not keep a process alive.
    server.closeAllConnections();
    server.close();
    await manager.close();
  }
}

/** What is in an attribute, read by an application of its own. */
export async function attributeIn(
  store: SessionStore,
  cookie: string,
  name: string,
): Promise<unknown> {
  return visit(store, cookie, async ({ accessor }) =>
    Promise.resolve(accessor.access<unknown>((session) => session.getAttribute(name))),
  );
}

/** Makes a session with these numbers. Gives its cookie. */
export async function startSession(
  store: SessionStore,
  numbers: Readonly<Record<string, number>>,
): Promise<string> {
  return visit(store, undefined, async ({ accessor, cookie }) => {
    await accessor.access((session) => {
      for (const [name, number] of Object.entries(numbers)) session.setAttribute(name, number);
    });
    return cookie;
  });
}

/** Sends one request. Gives the cookie that was set, or nothing. */
async function cookieOf(server: Server, cookie: string | undefined): Promise<string> {
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = cookie === undefined ? {} : { cookie };
  const request = get({ port, host: '127.0.0.1', headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
  const [made = ''] = answer.headers['set-cookie'] ?? [];
  return made.slice(0, made.indexOf(';'));
}
