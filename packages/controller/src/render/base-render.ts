import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ControllerError } from '../common/errors.ts';
import type { ControllerExchange } from '../common/exchange.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Render } from '../common/render.ts';

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

  protected get request(): HttpServletRequest {
    return this.exchange.request;
  }

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
    response.setDateHeader('Expires', 0);
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
