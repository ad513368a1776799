import type { AddressInfo } from 'node:net';
import {
  createServer,
  type Principal,
  type Realm,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';

const PASSWORDS = new Map([
  ['ann', 'secret'],
  ['bob', 'geheim:äöü'],
]);
const ROLES: Readonly<Record<string, readonly string[]>> = { ann: ['clerk'], bob: ['manager'] };

/** Two users: the clerk ann, who answers at once, and the manager bob, who has to be looked up. */
export class TestRealm implements Realm {
  readonly gone = new Set<string>();

  authenticate(name: string, password: string): Principal | null | Promise<Principal | null> {
    const found = PASSWORDS.get(name) === password ? { getName: () => name } : null;
    return name === 'ann' ? found : Promise.resolve(found);
  }

  hasRole(principal: Principal, role: string): boolean {
    return ROLES[principal.getName()]?.includes(role) ?? false;
  }

  findPrincipal(name: string): Principal | null {
    return this.gone.has(name) ? null : { getName: () => name };
  }
}

/** What came back. */
interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser with one cookie, which follows no redirects by itself. */
export interface Visitor {
  cookie: string | undefined;
  get(path: string, headers?: Record<string, string>): Promise<Visit>;
  post(path: string, form: Record<string, string>): Promise<Visit>;
}

/** An application with a server of its own. */
export interface Site {
  readonly origin: string;
  visitor(): Visitor;
  close(): Promise<void>;
}

export async function openSite(options: WebApplicationOptions): Promise<Site> {
  const app = new WebApplication({ log: () => undefined, ...options });
  await app.start();
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    visitor: () => visitorOf(origin),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.stop();
    },
  };
}

function visitorOf(origin: string): Visitor {
  const ask = async (path: string, init: RequestInit): Promise<Visit> => {
    const headers = new Headers(init.headers);
    if (visitor.cookie !== undefined) headers.set('Cookie', visitor.cookie);
    const response = await fetch(origin + path, { ...init, headers, redirect: 'manual' });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) visitor.cookie = set.split(';')[0];
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const visitor: Visitor = {
    cookie: undefined,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, form) => ask(path, { method: 'POST', body: new URLSearchParams(form) }),
  };
  return visitor;
}
