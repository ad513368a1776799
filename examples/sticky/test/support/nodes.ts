import { join } from 'node:path';
import { Daemon } from '../../../../testing/services/daemon.ts';
import { listens } from '../../../../testing/services/listens.ts';

const program = join(import.meta.dirname, '../../node.mjs');

/** Starts one node of the example. */
export function startNode(env: {
  readonly ROUTE: string;
  readonly PORT: string;
  readonly REDIS: string;
  readonly SESSION_SECRETS?: string;
}): Promise<Daemon> {
  const port = Number(env.PORT);
  return Daemon.start({
    name: `node-${env.ROUTE}`,
    command: () => [process.execPath, program],
    env,
    isReady: () => listens(port),
  });
}

/** What a node answers. */
export interface Answer {
  readonly node: string;
  readonly visits: number;
  /** A link of the page: with the id while the client has not shown that it takes cookies. */
  readonly next: string;
}

/** A client that keeps the session cookie, or follows links. */
export class Visitor {
  readonly #base: string;
  /** The value of its session cookie. */
  id: string | undefined;

  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}`;
  }

  /** Asks for a path, with the cookie if there is one; throws when it is not answered by a node. */
  async visit(path = '/'): Promise<Answer> {
    const headers = {
      cookie: this.id === undefined ? 'theme=dark' : `theme=dark; JSESSIONID=${this.id}`,
    };
    const response = await fetch(this.#base + path, { headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith('JSESSIONID='));
    if (cookie !== undefined) this.id = /=([^;]*)/.exec(cookie)?.[1];
    return JSON.parse(text) as Answer;
  }

  /** The route in its cookie. */
  get route(): string | undefined {
    return this.id?.split('.')[1];
  }
}
