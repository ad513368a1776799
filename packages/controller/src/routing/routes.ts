import type { ControllerClass } from '../common/action.ts';
import { ConfigError } from '../common/errors.ts';
import { inheritedMetadata } from '../common/metadata-store.ts';
import type { InterceptorRef } from '../common/metadata.ts';
import { controllerPath, viewPathOf } from './route-paths.ts';

/** A controller and where it answers. */
export interface Route {
  readonly controllerPath: string;
  readonly controllerClass: ControllerClass;
  /** With a slash at both ends. */
  readonly viewPath: string;
  /** What the routes object says about all its controllers. */
  readonly rules: RouteRules;
}

/** What a routes object says about all its controllers. */
export interface RouteRules {
  readonly interceptors: readonly InterceptorRef[];
  /** Whether actions that a controller inherits count, too. */
  readonly mappingSuperClass: boolean;
  /** Whether all public methods are actions, not only those that say so. */
  readonly implicitActions: boolean;
}

interface Added {
  readonly controllerPath: string;
  readonly controllerClass: ControllerClass;
  readonly viewPath: string;
}

/**
 * Which controllers there are. A part of an application extends it, adds in `config()` what it has,
 * and is added itself to the routes of the application.
 */
export class Routes {
  #baseViewPath = '';
  #mappingSuperClass: boolean | undefined;
  #implicitActions: boolean | undefined;
  readonly #interceptors: InterceptorRef[] = [];
  readonly #added: (Added | Routes)[] = [];

  /** Adds what there is; called once, when these routes are added. Does nothing unless overridden. */
  config(): void {
    // For those who extend it.
  }

  /**
   * Adds a controller.
   *
   * @param path where it answers, such as `/user`; a missing leading slash is added
   * @param viewPath where its views are, below the base view path; default is the path
   * @throws ConfigError for a path that can never be reached
   */
  add(path: string, type: ControllerClass, viewPath?: string): this;
  /** Adds controllers that say themselves where they answer. */
  add(...types: (ControllerClass | readonly ControllerClass[])[]): this;
  /** Adds the routes of a part of the application. */
  add(routes: Routes): this;
  add(first: unknown, ...rest: unknown[]): this {
    if (first instanceof Routes) return this.#addRoutes(first);
    if (typeof first === 'string') return this.#addAt(first, rest[0], rest[1]);
    for (const type of [first, ...rest].flat()) this.#addPathed(type);
    return this;
  }

  /** Adds an interceptor for all controllers of this object, after the global ones. */
  addInterceptor(interceptor: InterceptorRef): this {
    this.#interceptors.push(interceptor);
    return this;
  }

  /** Stands before the view paths of all controllers of this object; default is the root of views. */
  setBaseViewPath(path: string): this {
    this.#baseViewPath = path;
    return this;
  }

  /** Whether actions that a controller inherits count, too; default: as the routes above, or `false`. */
  setMappingSuperClass(on: boolean): this {
    this.#mappingSuperClass = on;
    return this;
  }

  /**
   * Whether all methods are actions, as in JFinal, not only those that say so; default: as the routes
   * above, or `false`. JavaScript knows no private methods but `#name`: helpers are published, too,
   * unless they start with `_` or say `@NotAction()`.
   */
  setImplicitActions(on: boolean): this {
    this.#implicitActions = on;
    return this;
  }

  /**
   * JFinal looks through packages here. Modules cannot be looked through.
   * @throws ConfigError always
   */
  scan(basePackage: string): never {
    throw new ConfigError(
      `Routes.scan(${JSON.stringify(basePackage)}): modules cannot be searched for classes; ` +
        'import the controllers and add them: add(UserController, BlogController)',
    );
  }

  /** All controllers of these routes and of those added to them, in the order in which they were added. */
  list(above: RouteRules = DEFAULT_RULES): Route[] {
    const rules: RouteRules = {
      interceptors: this.#interceptors,
      mappingSuperClass: this.#mappingSuperClass ?? above.mappingSuperClass,
      implicitActions: this.#implicitActions ?? above.implicitActions,
    };
    return this.#added.flatMap((added) =>
      added instanceof Routes
        ? added.list(rules)
        : [{ ...added, viewPath: viewPathOf(this.#baseViewPath, added.viewPath), rules }],
    );
  }

  #addRoutes(routes: Routes): this {
    if (routes === this) throw new ConfigError('Routes cannot be added to themselves');
    routes.config();
    this.#added.push(routes);
    return this;
  }

  #addAt(path: string, type: unknown, viewPath: unknown): this {
    if (!isControllerClass(type)) throw notAClass(`add(${JSON.stringify(path)}, …)`, type);
    const controllerClass = type;
    this.#added.push({
      controllerPath: controllerPath(path, type.name),
      controllerClass,
      viewPath: typeof viewPath === 'string' ? viewPath : path,
    });
    return this;
  }

  #addPathed(type: unknown): void {
    if (!isControllerClass(type)) throw notAClass('add(…)', type);
    const path = inheritedMetadata(type, (metadata) => metadata.path);
    if (path === undefined) {
      throw new ConfigError(
        `${type.name} does not say where it answers: use @Path, defineController or add(path, ${type.name})`,
      );
    }
    this.#addAt(
      path,
      type,
      inheritedMetadata(type, (metadata) => metadata.viewPath),
    );
  }
}

const DEFAULT_RULES: RouteRules = {
  interceptors: [],
  mappingSuperClass: false,
  implicitActions: false,
};

function isControllerClass(type: unknown): type is ControllerClass {
  return typeof type === 'function' && typeof type.prototype === 'object';
}

function notAClass(call: string, found: unknown): ConfigError {
  return new ConfigError(`Routes.${call} wants a class of controllers, not ${typeof found}`);
}
