import type { Action, ControllerClass } from '../common/action.ts';
import type { ArgumentBinding } from './argument-bindings.ts';
import type { Controller } from './controller.ts';
import type { Interceptor } from './interceptor.ts';

/** An action with everything that its requests need, made at the start. */
export interface ActionPlan extends Action {
  readonly controllerClass: ControllerClass<Controller>;
  readonly interceptors: readonly Interceptor[];
  readonly parameters: readonly ArgumentBinding[];
  /** Fills the fields of a new controller; `undefined`: it has none to fill. */
  readonly prepare: ((controller: Controller) => void) | undefined;
}
