import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { Action } from '../common/action.ts';
import { ActionError } from '../common/errors.ts';
import type { AnswerConfig, ControllerExchange } from '../common/exchange.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { type Failure, failureOf } from './failure.ts';

/** Stands for the action of a request that has none. */
const NO_ACTION: Action = {
  actionKey: '',
  controllerPath: '/',
  methodName: '',
  viewPath: '/',
  controllerClass: Object,
  interceptors: [],
  method: () => undefined,
  parameters: [],
  verbs: undefined,
};

const NOT_FOUND: Failure = { status: 404, render: undefined, headers: {} };

/** Answers requests whose action has failed, and those that have none. */
export class FailureHandler {
  readonly #config: AnswerConfig;

  constructor(config: AnswerConfig) {
    this.#config = config;
  }

  /** Answers with 404: no action belongs to the path. */
  notFound(pair: {
    readonly request: HttpServletRequest;
    readonly response: HttpServletResponse;
  }): MaybePromise<void> {
    const { request, response } = pair;
    this.#config.log(
      'info',
      `404: no action for ${request.getMethod()} ${request.getRequestURI()}`,
    );
    const exchange = { request, response, urlPara: null, action: NO_ACTION, config: this.#config };
    return this.#write(NOT_FOUND, { ...exchange, render: undefined });
  }

  /**
   * Answers with what an error says, else with 500.
   * @throws the error itself when a part of the answer has been sent: then only the container can
   *   tell the client, by ending the connection
   */
  answer(error: unknown, exchange: ControllerExchange): MaybePromise<void> {
    const failure = failureOf(error);
    this.#report(failure.status, error, exchange);
    if (exchange.response.isCommitted()) throw error;
    return this.#write(failure, exchange);
  }

  #write(failure: Failure, exchange: ControllerExchange): MaybePromise<void> {
    const { response } = exchange;
    const render = failure.render ?? this.#config.renderFactory.getErrorRender(failure.status);
    try {
      response.resetBuffer();
      response.setStatus(failure.status);
      for (const [name, value] of Object.entries(failure.headers))
        response.setHeader(name, String(value));
      const written = render.setContext(exchange, exchange.action.viewPath).render();
      if (!isThenable(written)) return undefined;
      return written.then(undefined, (error: unknown) =>
        this.#giveUp(failure.status, error, exchange),
      );
    } catch (error) {
      this.#giveUp(failure.status, error, exchange);
      return undefined;
    }
  }

  /** The error page has failed, too: the container has one that cannot. */
  #giveUp(status: number, error: unknown, { response }: ControllerExchange): void {
    this.#config.log('error', `The answer for status ${status} cannot be rendered`, error);
    if (response.isCommitted()) throw error;
    response.sendError(status);
  }

  #report(status: number, error: unknown, exchange: ControllerExchange): void {
    const { action, request } = exchange;
    const place = `${action.controllerClass.name}.${action.methodName}`;
    const url = `${request.getMethod()} ${request.getRequestURI()}`;
    const level = status < 500 ? 'warn' : 'error';
    // Where an action has ended itself says more than its stack.
    if (error instanceof ActionError) {
      this.#config.log(level, `${status} in ${place} for ${url}: ${error.message}`, error.cause);
    } else {
      this.#config.log(level, `${status} in ${place} for ${url}`, error);
    }
  }
}
