import { sendFlash } from '../session/flash.ts';
import { BaseRender } from './base-render.ts';
import { safeLocation, withContextPath, withQuery } from './location.ts';

const FOUND = 302;

/**
 * Sends the client to another URL: 302, or 301 for good. A path of the application gets the context
 * path; flash values go along.
 */
export class RedirectRender extends BaseRender {
  readonly #url: string;
  readonly #withQuery: boolean;
  readonly #status: 301 | 302;

  /** @throws IllegalArgumentException for control characters in the URL */
  constructor(url: string, options: { withQuery?: boolean; status?: 301 | 302 } = {}) {
    super();
    this.#url = safeLocation(url);
    this.#withQuery = options.withQuery ?? false;
    this.#status = options.status ?? FOUND;
  }

  render(): void {
    const { request, response } = this;
    const url = withContextPath(this.#url, request.getContextPath());
    const location = this.#withQuery ? safeLocation(withQuery(url, request.getQueryString())) : url;
    sendFlash(request, location);
    if (this.#status === FOUND) {
      response.sendRedirect(location);
      return;
    }
    response.setStatus(this.#status);
    response.setHeader('Location', location);
  }
}
