import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { InterceptorOf } from '../common/interceptor.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';

/** The request attribute that says that a conversation is over. */
const COMPLETE = 'httpsession.controller.conversation.complete';

/** What this interceptor needs of the controller. */
interface Conversing {
  getRequest(): HttpServletRequest;
  getResponse(): HttpServletResponse;
  getControllerPath(): string;
}

/** Which request attributes outlive the request. */
export interface ConversationOptions {
  /** Their names. */
  readonly names: readonly string[];
  /** Stands before the names in the session; default: the path of the controller and a dot. */
  readonly prefix?: string | undefined;
}

/**
 * Keeps some request attributes in the session between the requests of a conversation, such as the
 * pages of one long form: before the action they are request attributes again, after it they are
 * stored. `completeSession` on the controller ends the conversation: they are removed, the session
 * stays. Without any of them no session is created. Answers are marked `no-store`. Spring's `@SessionAttributes`.
 */
export class ConversationInterceptor implements InterceptorOf<Conversing> {
  readonly #names: readonly string[];
  readonly #prefix: string | undefined;

  /** `options`: the names of the attributes, and the prefix that they have in the session. */
  constructor(options: ConversationOptions) {
    this.#names = [...options.names];
    this.#prefix = options.prefix;
  }

  intercept(inv: {
    invoke(): MaybePromise<void>;
    getController(): Conversing;
  }): MaybePromise<void> {
    const controller = inv.getController();
    const prefix = this.#prefix ?? `${controller.getControllerPath()}.`;
    // What belongs to one client's conversation is nothing for caches.
    controller.getResponse().setHeader('Cache-Control', 'no-store');
    this.#load(controller.getRequest(), prefix);
    return andThen(inv.invoke(), () => {
      this.#store(controller.getRequest(), prefix);
    });
  }

  #load(request: HttpServletRequest, prefix: string): void {
    const session = request.getSession(false);
    if (session === null) return;
    for (const name of this.#names) {
      const value: unknown = session.getAttribute(prefix + name);
      if (value !== null) request.setAttribute(name, value);
    }
  }

  #store(request: HttpServletRequest, prefix: string): void {
    const isComplete = request.getAttribute(COMPLETE) === true;
    for (const name of this.#names) {
      const value = isComplete ? null : request.getAttribute(name);
      if (value !== null) request.getSession().setAttribute(prefix + name, value);
      else request.getSession(false)?.removeAttribute(prefix + name);
    }
  }
}

/** Marks the conversation of this request as over. */
export function completeConversation(request: HttpServletRequest): void {
  request.setAttribute(COMPLETE, true);
}
