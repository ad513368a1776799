import type { InterceptorOf, InvocationOf } from '../common/interceptor.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';

/**
 * An interceptor that may keep things of a request in its fields: each invocation gets an object of
 * its own, made without arguments.
 */
export abstract class PrototypeInterceptor<C = object> implements InterceptorOf<C> {
  /** Runs around the action, on an object that serves this invocation only. */
  protected abstract doIntercept(inv: InvocationOf<C>): MaybePromise<void>;

  intercept(inv: InvocationOf<C>): MaybePromise<void> {
    const own = this.constructor as new () => PrototypeInterceptor<C>;
    return new own().doIntercept(inv);
  }
}
