import type { HttpServletRequest } from './http-servlet-request.ts';
import type { ServletContext } from './servlet-context.ts';

/** Java's `ServletContextEvent`: an application starts or stops. */
export class ServletContextEvent {
  readonly #context: ServletContext;

  /** `context`: the application that starts or stops. */
  constructor(context: ServletContext) {
    this.#context = context;
  }

  /** The application. */
  getServletContext(): ServletContext {
    return this.#context;
  }

  /** Java's `EventObject.getSource`: the application. */
  getSource(): ServletContext {
    return this.#context;
  }
}

/** Java's `ServletContextAttributeEvent`: an attribute of the application changed. */
export class ServletContextAttributeEvent extends ServletContextEvent {
  readonly #name: string;
  readonly #value: unknown;

  /** `value`: the new one when it was added, the old one when it was removed or replaced. */
  constructor(context: ServletContext, name: string, value: unknown) {
    super(context);
    this.#name = name;
    this.#value = value;
  }

  /** The name of the attribute. */
  getName(): string {
    return this.#name;
  }

  /** The new value when added, the old one when removed or replaced. */
  getValue(): unknown {
    return this.#value;
  }
}

/** Java's `ServletRequestEvent`: a request comes into an application, or leaves it. */
export class ServletRequestEvent {
  readonly #context: ServletContext;
  readonly #request: HttpServletRequest;

  /** `request`: the one that comes in or goes out. */
  constructor(context: ServletContext, request: HttpServletRequest) {
    this.#context = context;
    this.#request = request;
  }

  /** The application. */
  getServletContext(): ServletContext {
    return this.#context;
  }

  /** The request. */
  getServletRequest(): HttpServletRequest {
    return this.#request;
  }

  /** Java's `EventObject.getSource`: the application. */
  getSource(): ServletContext {
    return this.#context;
  }
}

/** Java's `ServletRequestAttributeEvent`: an attribute of a request changed. */
export class ServletRequestAttributeEvent extends ServletRequestEvent {
  readonly #name: string;
  readonly #value: unknown;

  /** `value`: the new one when it was added, the old one when it was removed or replaced. */
  // eslint-disable-next-line @typescript-eslint/max-params -- as in Java
  constructor(context: ServletContext, request: HttpServletRequest, name: string, value: unknown) {
    super(context, request);
    this.#name = name;
    this.#value = value;
  }

  /** The name of the attribute. */
  getName(): string {
    return this.#name;
  }

  /** The new value when added, the old one when removed or replaced. */
  getValue(): unknown {
    return this.#value;
  }
}
