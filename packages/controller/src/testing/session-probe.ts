import type { Duplex } from 'node:stream';

import type { HttpSession } from 'httpsession';
import type {
  Filter,
  FilterChain,
  HttpServletRequest,
  HttpServletResponse,
} from '@httpsession/servlet';

import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';

/** What the session held when its request was over. */
export interface TestSession {
  /** Its id. */
  readonly id: string;
  /** Whether the client did not know it yet. */
  readonly isNew: boolean;
  /** Its attributes by name, as they were then. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What belongs to one request. */
interface Watched {
  readonly before: Readonly<Record<string, unknown>>;
  after: TestSession | null;
}

/** Puts attributes into sessions before requests, and looks at the sessions after them. */
export class SessionProbe implements Filter {
  readonly #watched: WeakMap<object, Watched> = new WeakMap<object, Watched>();

  /**
   * Watches the request of a connection.
   *
   * @param before attributes for its session, which is made when there is none; empty: it is left
   *   alone
   */
  watch(connection: Duplex, before: Readonly<Record<string, unknown>>): void {
    this.#watched.set(connection, { before, after: null });
  }

  /** The session after the request; `null` when there was none, or it has ended. */
  after(connection: Duplex): TestSession | null {
    return this.#watched.get(connection)?.after ?? null;
  }

  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    const watched = this.#watched.get(request.node.socket);
    if (watched === undefined) return chain.doFilter(request, response);
    for (const [name, value] of Object.entries(watched.before)) {
      request.getSession().setAttribute(name, value);
    }
    const passed = chain.doFilter(request, response);
    const look = (): void => {
      watched.after = seen(request.getSession(false));
    };
    if (isThenable(passed)) return passed.then(look);
    look();
    return undefined;
  }
}

function seen(session: HttpSession | null): TestSession | null {
  if (session === null) return null;
  const names = [...session.getAttributeNames()];
  const attributes = names.map((name): [string, unknown] => [name, session.getAttribute(name)]);
  return {
    id: session.getId(),
    isNew: session.isNew(),
    attributes: Object.fromEntries(attributes),
  };
}
