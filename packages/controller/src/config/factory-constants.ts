import type { HttpServletRequest } from '@httpsession/servlet';

import { ControllerFactory } from '../common/controller-factory.ts';
import { ConfigError } from '../common/errors.ts';
import type { IRenderFactory } from '../common/exchange.ts';
import type { JsonFactory } from '../common/json.ts';
import type { JsonRequest } from '../para/json-request.ts';
import { RenderFactory } from '../render/render-factory.ts';
import type { ActionMappingFactory } from '../routing/action-mapping.ts';

/** Makes the request whose parameters come from a JSON body. */
export type JsonRequestFactory = (jsonText: string, request: HttpServletRequest) => JsonRequest;

/** The settings of an application that put other classes in the place of the library's own. */
export abstract class FactoryConstants {
  /** What `setJsonFactory` was given; `undefined`: the library's own. */
  jsonFactory: JsonFactory | undefined;
  /** What `setRenderFactory` was given; default: a `RenderFactory`. */
  renderFactory: IRenderFactory = new RenderFactory();
  /** What `setControllerFactory` was given; default: a `ControllerFactory`. */
  controllerFactory: ControllerFactory = new ControllerFactory();
  /** What `setJsonRequestFactory` was given; `undefined`: makes a `JsonRequest`. */
  jsonRequestFactory: JsonRequestFactory | undefined;
  /** Makes the table of actions; see {@link Constants.setActionMapping}. `undefined`: the usual one. */
  actionMapping: ActionMappingFactory | undefined;
  /** Whether fields that say `@Inject` are filled; default `true`. */
  injectDependency = true;
  /** Whether those of classes that are extended are filled as well; default `true`. */
  injectSuperClass = true;

  /**
   * What makes JSON of values in `renderJson`. Its text is escaped for HTML, as the usual one is; the
   * pattern of `setJsonDatePattern` is told to it.
   * @throws ConfigError for what has no method `getJson`
   */
  setJsonFactory(factory: JsonFactory): this {
    checkMethods('setJsonFactory', factory, ['getJson']);
    this.jsonFactory = factory;
    return this;
  }

  /**
   * What makes the renders of `renderText` and its relatives, of errors, and of actions that set none.
   * Extend {@link RenderFactory}.
   * @throws ConfigError for what lacks one of its methods
   */
  setRenderFactory(factory: IRenderFactory): this {
    checkMethods('setRenderFactory', factory, RENDER_METHODS);
    this.renderFactory = factory;
    return this;
  }

  /**
   * What makes controllers: a new one for each request. Extend {@link ControllerFactory}.
   * @throws ConfigError for what has no method `getController`
   */
  setControllerFactory(factory: ControllerFactory): this {
    checkMethods('setControllerFactory', factory, ['getController']);
    this.controllerFactory = factory;
    return this;
  }

  /**
   * What makes the table of actions, once at the start: a class of yours that extends
   * {@link ActionMapping}, `setActionMapping((routes, actions) => new MyMapping(actions))`.
   * @throws ConfigError for what is no function
   */
  setActionMapping(factory: ActionMappingFactory): this {
    checkFunction('setActionMapping', factory);
    this.actionMapping = factory;
    return this;
  }

  /**
   * What makes the request that reads parameters from a JSON body, where `setResolveJsonRequest` is
   * on: a class of yours that extends {@link JsonRequest}.
   * @throws ConfigError for what is no function
   */
  setJsonRequestFactory(factory: JsonRequestFactory): this {
    checkFunction('setJsonRequestFactory', factory);
    this.jsonRequestFactory = factory;
    return this;
  }

  /**
   * Whether fields that say `@Inject` are filled in controllers, interceptors and what is injected.
   * Default `true`; in JFinal `false`, where a field that asks for an object stays `null` without a word.
   */
  setInjectDependency(on: boolean): this {
    this.injectDependency = on;
    return this;
  }

  /**
   * Whether such fields are filled as well where a class that is extended declares them. Default
   * `true`, in JFinal `false`.
   */
  setInjectSuperClass(on: boolean): this {
    this.injectSuperClass = on;
    return this;
  }
}

/** Whatever implements the interface has these. */
const RENDER_METHODS: readonly string[] = Object.getOwnPropertyNames(
  RenderFactory.prototype,
).filter((name) => name.startsWith('get'));

/** TypeScript has checked it; who writes JavaScript learns it here, and not at the first request. */
function checkMethods(setter: string, factory: unknown, names: readonly string[]): void {
  const given = typeof factory === 'object' && factory !== null ? factory : {};
  const missing = names.filter((name) => typeof Reflect.get(given, name) !== 'function');
  if (missing.length === 0) return;
  throw new ConfigError(`${setter}: the factory has no method ${missing.join(', ')}`);
}

function checkFunction(setter: string, factory: unknown): void {
  if (typeof factory !== 'function') throw new ConfigError(`${setter} takes a function`);
}
