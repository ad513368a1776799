import { ControllerError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { ActionPlan } from './action-plan.ts';
import type { Controller } from './controller.ts';
import type { Invocation } from './interceptor.ts';

const NONE: readonly unknown[] = [];

/** One run of an action: a cursor over its interceptors. */
export class ActionInvocation implements Invocation {
  readonly #controller: Controller;
  readonly #plan: ActionPlan;
  #next = 0;
  /** How many interceptors and actions have given a promise that is still open. */
  #open = 0;
  #args: unknown[] | undefined = undefined;
  #returnValue: unknown = undefined;

  constructor(controller: Controller, plan: ActionPlan) {
    this.#controller = controller;
    this.#plan = plan;
  }

  invoke(): MaybePromise<void> {
    const { interceptors } = this.#plan;
    const at = this.#next;
    this.#next = at + 1;
    const interceptor = interceptors[at];
    if (interceptor !== undefined) return this.#watch(interceptor.intercept(this));
    // After the action has run, there is nothing left to do.
    return at === interceptors.length ? this.#watch(this.#run()) : undefined;
  }

  /**
   * Makes sure that everything that was invoked has come to its end.
   * @throws ControllerError naming the action when an interceptor has not waited for it
   */
  checkEnded(): void {
    if (this.#open === 0) return;
    throw new ControllerError(
      'CONTROLLER_ACTION',
      `An interceptor of ${this.getActionKey()} has not waited for what it invoked: ` +
        'write `await inv.invoke()`, or return what it gives',
    );
  }

  getController(): Controller {
    return this.#controller;
  }

  getTarget(): Controller {
    return this.#controller;
  }

  getMethod(): (...args: never) => unknown {
    return this.#plan.method;
  }

  getMethodName(): string {
    return this.#plan.methodName;
  }

  getActionKey(): string {
    return this.#plan.actionKey;
  }

  getControllerPath(): string {
    return this.#plan.controllerPath;
  }

  getViewPath(): string {
    return this.#plan.viewPath;
  }

  isActionInvocation(): boolean {
    return true;
  }

  getArg(index: number): unknown {
    return this.getArgs()[index];
  }

  setArg(index: number, value: unknown): void {
    this.getArgs()[index] = value;
  }

  getArgs(): unknown[] {
    return (this.#args ??= this.#plan.parameters.map((binding) =>
      binding.resolve(this.#controller),
    ));
  }

  getReturnValue(): unknown {
    return this.#returnValue;
  }

  setReturnValue(value: unknown): void {
    this.#returnValue = value;
  }

  #run(): MaybePromise<void> {
    const { method, parameters } = this.#plan;
    if (parameters.length === 0) return this.#keep(Reflect.apply(method, this.#controller, NONE));
    const args = this.getArgs();
    if (!args.some(isThenable)) return this.#keep(Reflect.apply(method, this.#controller, args));
    return Promise.all(args).then((ready) =>
      this.#keep(Reflect.apply(method, this.#controller, ready)),
    );
  }

  #keep(result: unknown): MaybePromise<void> {
    if (!isThenable(result)) {
      this.#returnValue = result;
      return undefined;
    }
    return Promise.resolve(result).then((value) => {
      this.#returnValue = value;
    });
  }

  /** Notes a promise, so that one that nobody waits for is found, and harms only its own request. */
  #watch(result: MaybePromise<void>): MaybePromise<void> {
    if (!isThenable(result)) return undefined;
    this.#open += 1;
    const ended = (): void => {
      this.#open -= 1;
    };
    result.then(ended, ended);
    return result;
  }
}
