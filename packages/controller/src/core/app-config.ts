import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Constants } from '../config/constants.ts';
import type { Engine } from '../config/engine.ts';
import type { Handlers } from '../config/handlers.ts';
import type { Interceptors } from '../config/interceptors.ts';
import type { Plugins } from '../config/plugins.ts';
import type { Injector } from '../inject/injector.ts';
import type { Routes } from '../routing/routes.ts';

/**
 * An application: extend it and say what it is made of. The methods are called once, in the order in
 * which they stand here; all but `configRoute` may be left out.
 */
export abstract class AppConfig {
  /** The settings. */
  configConstant?(me: Constants): void;

  /** What is injected where a class is asked for. Not in JFinal, which has `AopManager`. */
  configInjection?(me: Injector): void;

  /** The interceptors of all actions. */
  configInterceptor?(me: Interceptors): void;

  /** The controllers. */
  abstract configRoute(me: Routes): void;

  /**
   * What runs as long as the application. Called after the routes, unless
   * `Constants.setConfigPluginOrder` says otherwise, and started at once.
   */
  configPlugin?(me: Plugins): void;

  /** The views. */
  configEngine?(me: Engine): void;

  /** What requests pass before actions are looked for. */
  configHandler?(me: Handlers): void;

  /** Called when everything is there, before the first request. */
  onStart?(): MaybePromise<void>;

  /** Called after the last request, before the plug-ins are stopped. */
  onStop?(): MaybePromise<void>;
}
