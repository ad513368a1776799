import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ControllerError } from '../common/errors.ts';
import type { ControllerExchange, Render } from '../common/exchange.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';

/** Written once: making it would cost as much as all the rest of a header field, for each answer. */
const LONG_AGO = new Date(0).toUTCString();

/** What renders have in common: the request that they answer. Extend it for renders of your own. */
export abstract class BaseRender implements Render {
  #exchange: ControllerExchange | undefined;
  #viewPath = '/';

  setContext(exchange: ControllerExchange, viewPath?: string): this {
    this.#exchange = exchange;
    if (viewPath !== undefined) this.#viewPath = viewPath;
    return this;
  }

  abstract render(): MaybePromise<void>;

  /** The request that is answered. Throws before `setContext`. */
  protected get exchange(): ControllerExchange {
    if (this.#exchange === undefined) {
      throw new ControllerError('CONTROLLER_NO_REQUEST', 'The render has no request to answer yet');
    }
    return this.#exchange;
  }

  /** The request that is answered. */
  protected get request(): HttpServletRequest {
    return this.exchange.request;
  }

  /** Where the answer is written. */
  protected get response(): HttpServletResponse {
    return this.exchange.response;
  }

  /** Where relative view names start, with a slash at both ends. */
  protected get viewPath(): string {
    return this.#viewPath;
  }

  /** Has no cache keep what an action made for one client. */
  protected preventCaching(): void {
    const { response } = this;
    response.setHeader('Pragma', 'no-cache');
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Expires', LONG_AGO);
  }

  /** Writes text of a type, in the configured charset unless the type names one. */
  protected write(text: string, contentType: string): void {
    const { response } = this;
    response.setContentType(contentType);
    if (!contentType.includes('charset')) {
      response.setCharacterEncoding(this.exchange.config.encoding);
    }
    response.getWriter().write(text);
  }
}
