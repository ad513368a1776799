import { STATUS_CODES } from 'node:http';

import type { HttpServletRequest } from '@httpsession/servlet';

import type { MaybePromise } from '../common/maybe-promise.ts';
import { escapeHtml } from '../session/escape-html.ts';
import { BaseRender } from './base-render.ts';
import { JsonRender } from './json-render.ts';
import { TemplateRender } from './template-render.ts';

/**
 * Writes an error of a status: a view or JSON given for it, else the application's view, HTML or
 * JSON for this status, else a plain page. A client that sends JSON, or takes JSON and no HTML, gets
 * JSON.
 */
export class ErrorRender extends BaseRender {
  readonly #status: number;
  readonly #viewOrJson: string | undefined;

  /** @param viewOrJson a view, or JSON text for clients that get JSON; default: what is configured */
  constructor(status: number, viewOrJson?: string) {
    super();
    this.#status = status;
    this.#viewOrJson = viewOrJson;
  }

  render(): MaybePromise<void> {
    const { exchange, response } = this;
    response.setStatus(this.#status);
    if (getsJson(this.request)) {
      const text = this.#viewOrJson ?? exchange.config.errorJsonContent(this.#status);
      new JsonRender(text ?? this.#json()).setContext(exchange).render();
      return;
    }
    const view = this.#viewOrJson ?? exchange.config.errorView(this.#status);
    if (view !== undefined) {
      return new TemplateRender(view).setContext(exchange, this.viewPath).render();
    }
    this.write(exchange.config.errorHtmlContent(this.#status) ?? this.#page(), 'text/html');
  }

  #title(): string {
    return `${String(this.#status)} ${STATUS_CODES[this.#status] ?? 'Error'}`;
  }

  #json(): string {
    return JSON.stringify({ state: 'fail', msg: this.#title() });
  }

  #page(): string {
    const title = escapeHtml(this.#title());
    return (
      `<!doctype html><html lang="en"><head><title>${title}</title></head>` +
      `<body><h1>${title}</h1></body></html>`
    );
  }
}

/** Whether a client understands JSON better than HTML. */
function getsJson(request: HttpServletRequest): boolean {
  if (request.getContentType()?.includes('json') === true) return true;
  const accept = request.getHeader('Accept')?.toLowerCase() ?? '';
  return accept.includes('json') && !accept.includes('html');
}
