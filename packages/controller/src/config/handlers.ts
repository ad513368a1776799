import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { MaybePromise } from '../common/maybe-promise.ts';

/**
 * A link of the chain that requests pass before actions are looked for. It may answer itself, or
 * call `this.next.handle` with the same or another target.
 */
export abstract class Handler {
  /** The next link; the last one looks for actions. Set when the application starts. */
  protected next!: Handler;

  /**
   * @param target the path of the request below the context path, not decoded, without path
   *   parameters
   * @returns whether the request has been answered; if not, it goes on to what stands behind the
   *   controllers, such as static resources
   */
  abstract handle(
    target: string,
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): MaybePromise<boolean>;

  /** Puts links in a row, and gives the first. */
  static chain(handlers: readonly Handler[], last: Handler): Handler {
    return handlers.reduceRight((next, handler) => {
      handler.next = next;
      return handler;
    }, last);
  }
}

/** The chain that requests pass before actions are looked for. */
export class Handlers {
  readonly #list: Handler[] = [];

  /** Adds a link behind those that are there. */
  add(handler: Handler): this {
    this.#list.push(handler);
    return this;
  }

  /** In the order in which requests pass them. */
  list(): readonly Handler[] {
    return this.#list;
  }
}
