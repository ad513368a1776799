import { ControllerError } from '../common/errors.ts';
import type { InterceptorOf, InvocationOf } from '../common/interceptor.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { RenderMethods } from '../render/render-methods.ts';

/** Ends the checks at the first error. Never leaves the validator. */
class ShortCircuit extends Error {}

/** An error as checks are told it: the request attribute for it, and its text. */
export type ErrorText = readonly [errorKey: string, errorMessage: string];

/**
 * The course of a validation: `validate` runs the checks, and if one of them found an error,
 * `handleError` answers in place of the action. Each invocation gets an object of its own.
 */
export abstract class BaseValidator implements InterceptorOf<RenderMethods> {
  #invocation: InvocationOf<RenderMethods> | undefined;
  #result: Record<string, unknown> | undefined;
  #shortCircuit = false;
  #invalid = false;

  /** Runs the checks. */
  protected abstract validate(controller: RenderMethods): MaybePromise<void>;

  /** Answers when a check has found an error, usually with the form, filled in as it was sent. */
  protected abstract handleError(controller: RenderMethods): MaybePromise<void>;

  intercept(inv: InvocationOf<RenderMethods>): MaybePromise<void> {
    const own = this.constructor as new () => BaseValidator;
    return new own().#run(inv);
  }

  /** Tells an error: as a request attribute, or in what `setRet` was given. */
  protected addError(errorKey: string, errorMessage: string): void {
    this.#invalid = true;
    if (this.#result !== undefined) this.#result[errorKey] = errorMessage;
    else this.getController().setAttr(errorKey, errorMessage);
    if (this.#shortCircuit) throw new ShortCircuit();
  }

  /** Whether the first error ends the checks; default `false`. Call it at the start of `validate`. */
  protected setShortCircuit(shortCircuit: boolean): void {
    this.#shortCircuit = shortCircuit;
  }

  /** Collects the errors in this object instead of request attributes, for `renderJson(getRet())`. */
  protected setRet(result: Record<string, unknown>): void {
    this.#result = result;
  }

  /**
   * What `setRet` was given, with the errors.
   * @throws ControllerError without `setRet`
   */
  protected getRet(): Record<string, unknown> {
    if (this.#result === undefined) {
      throw new ControllerError('CONTROLLER_CONFIG', 'Call setRet(…) in validate before getRet()');
    }
    return this.#result;
  }

  /** The controller whose action is to run. */
  protected getController(): RenderMethods {
    return this.#current.getController();
  }

  /** The path that leads to the action. */
  protected getActionKey(): string {
    return this.#current.getActionKey();
  }

  /** The path of the controller. */
  protected getControllerPath(): string {
    return this.#current.getControllerPath();
  }

  /** The name of the action's method, so that one validator can serve several. */
  protected getActionMethodName(): string {
    return this.#current.getMethodName();
  }

  /** Where relative view names start. */
  protected getViewPath(): string {
    return this.#current.getViewPath();
  }

  get #current(): InvocationOf<RenderMethods> {
    if (this.#invocation === undefined) {
      throw new ControllerError('CONTROLLER_NO_REQUEST', 'The validator has no request to check');
    }
    return this.#invocation;
  }

  #run(inv: InvocationOf<RenderMethods>): MaybePromise<void> {
    this.#invocation = inv;
    return andThen(this.#check(), () =>
      this.#invalid ? this.handleError(inv.getController()) : inv.invoke(),
    );
  }

  #check(): MaybePromise<void> {
    try {
      const checked = this.validate(this.getController());
      return isThenable(checked) ? checked.then(undefined, ignoreShortCircuit) : checked;
    } catch (error) {
      ignoreShortCircuit(error);
    }
  }
}

function ignoreShortCircuit(error: unknown): void {
  if (!(error instanceof ShortCircuit)) throw error;
}
