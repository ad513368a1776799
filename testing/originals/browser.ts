/** What is compared of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that a user does. */
export type Step =
  | { readonly open: string; readonly method?: string }
  /** Sends a form that was not on the page. */
  | { readonly post: string; readonly form: Readonly<Record<string, string>> }
  /** Fills in the form of the page and sends it. */
  | { readonly submit: Readonly<Record<string, string>> }
  /** Follows the link of this text. */
  | { readonly click: string }
  /** Goes where the redirect points. */
  | { readonly follow: true };

/** How a browser is, and what of its answers counts. */
interface BrowserOptions {
  readonly takesCookies: boolean;
  readonly fields: readonly string[];
}

/** A user's browser: keeps cookies if it takes any, and knows the page that it shows. */
export class Browser {
  readonly #options: BrowserOptions;
  #cookie: string | undefined;
  #url: URL;
  #page = '';
  #location: string | null = null;

  constructor(port: number, options: BrowserOptions) {
    this.#url = new URL(`http://127.0.0.1:${port}/`);
    this.#options = options;
  }

  async do(step: Step): Promise<Answer> {
    if ('open' in step) return this.#send(step.open, step.method ?? 'GET');
    if ('post' in step) return this.#send(step.post, 'POST', step.form);
    if ('follow' in step) return this.#send(this.#location ?? 'no redirect', 'GET');
    if ('click' in step) return this.#send(this.#linkOf(step.click), 'GET');
    const form = { ...hiddenFields(this.#page), ...step.submit };
    return this.#send(textAfter(this.#page, 'action="'), 'POST', form);
  }

  #linkOf(text: string): string {
    const end = this.#page.indexOf(`">${text}</a>`);
    const start = this.#page.lastIndexOf('href="', end) + 'href="'.length;
    return this.#page.slice(start, end);
  }

  async #send(
    to: string,
    method: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const url = new URL(to, this.#url);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: this.#cookie === undefined ? {} : { cookie: this.#cookie },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    const body = await response.text();
    if (this.#options.takesCookies) this.#keep(response.headers.getSetCookie());
    this.#url = url;
    this.#page = body;
    this.#location = response.headers.get('location');
    const headers = this.#options.fields.map((name) => [name, response.headers.get(name)] as const);
    return {
      status: response.status,
      headers: Object.fromEntries(
        headers.filter((field): field is [string, string] => field[1] !== null),
      ),
      body,
    };
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      this.#cookie = line.includes('Max-Age=0') ? undefined : line.split(';')[0];
    }
  }
}

/** What the form of a page sends without being asked. */
function hiddenFields(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name, value]) => [name ?? '', value ?? '']));
}

/** What stands between some text and the next quote. */
function textAfter(page: string, opening: string): string {
  const start = page.indexOf(opening) + opening.length;
  return page.slice(start, page.indexOf('"', start));
}
