import type { Render } from './exchange.ts';

/** Says which case an error of this package is. A code is never used again for something else. */
export type ControllerErrorCode =
  /** An action, an interceptor or a conversion has answered with an error status. */
  | 'CONTROLLER_ACTION'
  /** The table of actions cannot be built. */
  | 'CONTROLLER_ROUTING'
  /** A decorator stands where it cannot work. */
  | 'CONTROLLER_DECORATOR'
  /** The configuration of the application is wrong. */
  | 'CONTROLLER_CONFIG'
  /** Something that belongs to a request was used outside of one. */
  | 'CONTROLLER_NO_REQUEST'
  /** A view or a file cannot be rendered. */
  | 'CONTROLLER_RENDER';

/** The root of all errors of this package. Compare `code`, never the message and never the class. */
export class ControllerError extends Error {
  /** Which case it is. */
  readonly code: ControllerErrorCode;

  /** `message`: what is wrong and what to do; the code is put behind it. */
  constructor(code: ControllerErrorCode, message: string, options: ErrorOptions = {}) {
    super(`${message} (${code})`, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** What an {@link ActionError} may say beside its status. */
export interface ActionErrorOptions extends ErrorOptions {
  /** Writes the answer; default is the error page of the application for this status. */
  readonly render?: Render | undefined;
  /** For the log, not for the client. */
  readonly message?: string | undefined;
}

/**
 * Ends an action with an error status, as `renderError` does: nothing after it runs, and
 * interceptors see it as an exception.
 */
export class ActionError extends ControllerError {
  /** The HTTP status code, from 400 to 599. */
  readonly status: number;
  /** Writes the answer; `undefined`: the error page of the application for this status. */
  readonly errorRender: Render | undefined;

  /** `status`: from 400 to 599; without options, the error page of the application is shown. */
  constructor(status: number, options: ActionErrorOptions = {}) {
    const { message = `The action has ended with status ${status}` } = options;
    super('CONTROLLER_ACTION', message, 'cause' in options ? { cause: options.cause } : {});
    this.status = status;
    this.errorRender = options.render;
  }
}

/** The table of actions cannot be built. Thrown at the start; names the class and the member. */
export class RoutingError extends ControllerError {
  /** The name of the controller class. */
  readonly className: string;
  /** The method or field it is about; `undefined`: the class as a whole. */
  readonly member: string | undefined;

  /** `place`: the class and where known its method or field; `problem`: what is wrong with it. */
  constructor(place: { className: string; member?: string | undefined }, problem: string) {
    const { className, member } = place;
    super(
      'CONTROLLER_ROUTING',
      `${member === undefined ? className : `${className}.${member}`}: ${problem}`,
    );
    this.className = className;
    this.member = member;
  }
}

/** The configuration of the application is wrong. Thrown at the start. */
export class ConfigError extends ControllerError {
  /** `message`: which setting is wrong, and what it may be. */
  constructor(message: string, options: ErrorOptions = {}) {
    super('CONTROLLER_CONFIG', message, options);
  }
}
