import type { InvocationOf } from '../../src/common/interceptor.ts';
import type { MaybePromise } from '../../src/common/maybe-promise.ts';

/** An invocation of an action that only counts its runs, unless it is told what to do. */
export class FakeInvocation<C> implements InvocationOf<C> {
  runs = 0;
  readonly #controller: C;
  readonly #action: () => MaybePromise<void>;

  constructor(controller: C, action: () => MaybePromise<void> = () => undefined) {
    this.#controller = controller;
    this.#action = action;
  }

  invoke(): MaybePromise<void> {
    this.runs += 1;
    return this.#action();
  }

  getController(): C {
    return this.#controller;
  }

  getTarget(): C {
    return this.#controller;
  }

  getMethod(): () => void {
    return () => undefined;
  }

  getMethodName(): string {
    return 'show';
  }

  getActionKey(): string {
    return '/page/show';
  }

  getControllerPath(): string {
    return '/page';
  }

  getViewPath(): string {
    return '/page/';
  }

  isActionInvocation(): boolean {
    return true;
  }

  getArg(): unknown {
    return undefined;
  }

  setArg(): void {
    // No arguments here.
  }

  getArgs(): unknown[] {
    return [];
  }

  getReturnValue(): unknown {
    return undefined;
  }

  setReturnValue(): void {
    // Nothing looks at it here.
  }
}
