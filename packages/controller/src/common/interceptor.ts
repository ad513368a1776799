import type { MaybePromise } from './maybe-promise.ts';

/**
 * One run of an action with everything around it. `C` is what the interceptor needs of the
 * controller; applications use `Invocation`, which gives the whole `Controller`.
 */
export interface InvocationOf<C> {
  /**
   * Goes on with the next interceptor, at last with the action. A promise only when one of them
   * waits: `await` or `return` it. Does nothing after the action has run.
   */
  invoke(): MaybePromise<void>;
  /** The controller that the action belongs to; one for each request. */
  getController(): C;
  /** The object that is called: the controller. */
  getTarget(): C;
  /** The action itself. */
  getMethod(): (...args: never) => unknown;
  /** The name of the action's method. */
  getMethodName(): string;
  /** The path that leads to the action, such as `/user/login`. */
  getActionKey(): string;
  /** The path of the controller, such as `/user`. */
  getControllerPath(): string;
  /** Where relative view names start, with a slash at both ends. */
  getViewPath(): string;
  /** Whether this is the action of a request: always `true` here. */
  isActionInvocation(): boolean;
  /** One argument of the action, bound and converted at the first call; 400 when that fails. */
  getArg(index: number): unknown;
  /** Replaces an argument of the action. */
  setArg(index: number, value: unknown): void;
  /** All arguments of the action, bound and converted at the first call; 400 when that fails. */
  getArgs(): unknown[];
  /** What the action has returned (awaited); `undefined` before it ran. */
  getReturnValue(): unknown;
  /** Replaces what the action has returned, for the interceptors around this one. */
  setReturnValue(value: unknown): void;
}

/**
 * Runs around actions. One object serves all requests, so it keeps nothing of a request. `C` is
 * what it needs of the controller; applications use `Interceptor`.
 */
export interface InterceptorOf<C> {
  /** Without `inv.invoke()` the action does not run: then set a render. */
  intercept(inv: InvocationOf<C>): MaybePromise<void>;
}
