import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ControllerError } from '../common/errors.ts';
import type { ControllerExchange } from '../common/exchange.ts';
import { RenderMethods } from '../render/render-methods.ts';
import { ForwardRender } from './forward-render.ts';

/**
 * Gives a controller its request. For what runs actions; not part of the public interface.
 * Set while the class below is made, which alone can do it.
 */
export let bindExchange: (controller: Controller, exchange: ControllerExchange) => void;

/**
 * What controllers extend. For each request an object of its own is made, so its fields belong to the
 * request. Its methods are at hand once it has been made: not in the constructor.
 *
 * @typeParam S the session attributes that this controller knows, by name: `extends Controller<{ cart:
 *   Cart }>`. Other names stay as `SessionAttributes` of `httpsession` declares them, or free
 */
export abstract class Controller<S extends object = object> extends RenderMethods<S> {
  #exchange: ControllerExchange | undefined = undefined;

  static {
    bindExchange = (controller, exchange) => {
      // One that waits for its first request would go on with the session of the second.
      if (controller.#exchange !== undefined) {
        throw new ControllerError(
          'CONTROLLER_CONFIG',
          `${controller.constructor.name} has served a request before: getController(type) of a ` +
            'ControllerFactory has to make a new object each time',
        );
      }
      controller.#exchange = exchange;
    };
  }

  protected override get exchange(): ControllerExchange {
    if (this.#exchange !== undefined) return this.#exchange;
    throw new ControllerError(
      'CONTROLLER_NO_REQUEST',
      `${this.constructor.name} has no request: its methods work in actions, not in its constructor ` +
        'or in the initializers of its fields',
    );
  }

  /** The request, or the wrapper that an interceptor has put in its place. */
  getRequest(): HttpServletRequest {
    return this.exchange.request;
  }

  /** The response, or the wrapper that an interceptor has put in its place. */
  getResponse(): HttpServletResponse {
    return this.exchange.response;
  }

  /** Puts a wrapper in the place of the request, for all that comes after. */
  setHttpServletRequest(request: HttpServletRequest): this {
    this.exchange.request = request;
    return this;
  }

  /** Puts a wrapper in the place of the response, for all that comes after. */
  setHttpServletResponse(response: HttpServletResponse): this {
    this.exchange.response = response;
    return this;
  }

  /** The path of the controller, such as `/user`. */
  getControllerPath(): string {
    return this.exchange.action.controllerPath;
  }

  /**
   * The path of the controller.
   * @deprecated JFinal's old name for `getControllerPath`
   */
  getControllerKey(): string {
    return this.getControllerPath();
  }

  /** The path of the action, such as `/user/login`. */
  getActionKey(): string {
    return this.exchange.action.actionKey;
  }

  /** Where relative view names start, with a slash at both ends. */
  getViewPath(): string {
    return this.exchange.action.viewPath;
  }

  /**
   * Has another action go on with this request, after this one and its interceptors: with a controller
   * of its own. Request attributes stay. As with renders, the last call counts.
   *
   * @param actionUrl the path of an action and its URL parameter, below the context path
   */
  forwardAction(actionUrl: string): void {
    this.render(new ForwardRender(actionUrl));
  }
}
