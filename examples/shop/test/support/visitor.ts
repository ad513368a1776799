import { demoUsers } from '../../src/users.ts';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A browser without a window: keeps the cookie, and fills the token of the last page into forms. */
export class Visitor {
  /** The Cookie header that goes with every request; may be set, too. */
  cookie = '';
  /** The token of the forms on the last page that was seen. */
  token = '';
  readonly #origin: string;
  readonly #headers: Record<string, string>;

  constructor(origin: string, headers: Record<string, string> = {}) {
    this.#origin = origin;
    this.#headers = headers;
  }

  async get(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await this.#send(path, init);
    this.token = between(answer.body, 'name="csrf" value="', '"') ?? this.token;
    return answer;
  }

  /** Posts a form with the token of the last page, unless the fields bring another one. */
  post(path: string, fields: Record<string, string> = {}): Promise<Answer> {
    const body = new URLSearchParams({ csrf: this.token, ...fields });
    return this.#send(path, { method: 'POST', body });
  }

  /** Posts a form and looks at the page behind its redirect. */
  async submit(path: string, fields: Record<string, string> = {}): Promise<Answer> {
    const { status, headers, body } = await this.post(path, fields);
    if (status !== 303) throw new Error(`POST ${path} was answered ${String(status)}: ${body}`);
    return this.get(headers.get('location') ?? '');
  }

  /** Signs in by the page; gives the page after it. */
  async signIn(name: string): Promise<Answer> {
    const password = demoUsers.find((user) => user.name === name)?.password ?? '';
    await this.get('/sign-in');
    return this.submit('/sign-in', { name, password });
  }

  /** The handle that the shop prints at the foot of every page. */
  async handle(): Promise<string> {
    const { body } = await this.get('/');
    return between(body, '<code data-handle>', '</code>') ?? '';
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers({ ...this.#headers, ...(init.headers as Record<string, string>) });
    if (this.cookie !== '') headers.set('cookie', this.cookie);
    const response = await fetch(this.#origin + path, { redirect: 'manual', ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      this.cookie = cookie.includes('Max-Age=0') ? '' : pair;
    }
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
}

/** What stands between the first occurrence of `start` and the next `end`. */
export function between(text: string, start: string, end: string): string | undefined {
  const from = text.indexOf(start);
  if (from < 0) return undefined;
  const rest = text.slice(from + start.length);
  return rest.slice(0, rest.indexOf(end));
}
