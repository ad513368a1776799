import type { InterceptorOf } from './interceptor.ts';

/** A class whose methods can be actions. One object of it is made for each request. */
export type ControllerClass<C extends object = object> = new () => C;

/** A class that controllers extend. */
export type ControllerBase = abstract new () => object;

/** Where one argument of an action comes from. */
export interface ParaBinding {
  /** The place among the arguments, from 0. */
  readonly index: number;
  /** `para` is a query, form or URL parameter, `sessionAttr` an attribute of the session. */
  readonly source: 'para' | 'sessionAttr' | 'rawData' | 'upload';
  /** The name there; empty for a bean without prefix. */
  readonly name: string;
  /** The name of the type it is converted to, such as `Int` or `Date`; empty when it is not converted. */
  readonly type: string;
}

/** One action: everything about it that is known before the first request. */
export interface Action {
  /** The path that leads to it, such as `/user/login`. */
  readonly actionKey: string;
  /** The path of its controller, such as `/user`. */
  readonly controllerPath: string;
  /** The name of the method. */
  readonly methodName: string;
  /** Where relative view names start, with a slash at both ends. */
  readonly viewPath: string;
  /** The class that has the method. */
  readonly controllerClass: ControllerClass;
  /** In the order in which they run: global, of the routes, of the class, of the method. */
  readonly interceptors: readonly InterceptorOf<never>[];
  /** The method itself. */
  readonly method: (...args: never) => unknown;
  /** How the arguments are bound, in their order. */
  readonly parameters: readonly ParaBinding[];
  /** The HTTP methods that it answers; `undefined`: all of them. */
  readonly verbs: readonly string[] | undefined;
}
