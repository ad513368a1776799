import type { ControllerClass } from '../common/action.ts';
import { inheritedMetadata, metadataOf } from '../common/metadata-store.ts';
import type { InterceptorRef } from '../common/metadata.ts';
import { defineActions, type ActionDefinitions } from '../decorators/define-controller.ts';
import type { Injector } from '../inject/injector.ts';
import { InterceptorResolver } from '../interceptor/resolve-interceptors.ts';
import { ConfigError, RoutingError } from '../common/errors.ts';
import { ActionMapping, type ActionMappingFactory } from '../routing/action-mapping.ts';
import { actionMethods, type ActionMethod } from '../routing/action-methods.ts';
import type { Route, Routes } from '../routing/routes.ts';
import type { ActionPlan } from './action-plan.ts';
import { bindArguments } from './bind-arguments.ts';
import { Controller } from './controller.ts';
import type { Interceptor } from './interceptor.ts';

/** What the table of actions is made of. */
export interface TableParts {
  readonly routes: Routes;
  /** The interceptors of all actions. */
  readonly interceptors: readonly InterceptorRef[];
  readonly injector: Injector;
  /** Makes the table; `undefined`: the usual one. */
  readonly mapping: ActionMappingFactory | undefined;
}

/**
 * All actions of an application, complete and checked.
 *
 * @throws RoutingError or ConfigError naming class and member for what cannot work
 */
export function actionTable(parts: TableParts): ActionMapping<ActionPlan> {
  const resolver = new InterceptorResolver((interceptor) => {
    parts.injector.inject(interceptor);
  });
  const actions = parts.routes.list().flatMap((route) => {
    const { controllerClass } = route;
    if (!isController(controllerClass)) {
      throw new RoutingError({ className: controllerClass.name }, 'does not extend Controller');
    }
    readStaticActions(controllerClass);
    const methods = actionMethods(route, Controller);
    if (methods.length === 0) {
      throw new RoutingError({ className: controllerClass.name }, missingActions(route));
    }
    return methods.map((method) => planOf({ parts, resolver, route, controllerClass }, method));
  });
  return mappingOf(parts, actions);
}

function mappingOf(
  { routes, mapping: make }: TableParts,
  actions: readonly ActionPlan[],
): ActionMapping<ActionPlan> {
  // Two actions of one path are found in any case.
  const usual = new ActionMapping(actions);
  if (make === undefined) return usual;
  const mapping: unknown = make(routes, actions);
  if (mapping instanceof ActionMapping) return mapping as ActionMapping<ActionPlan>;
  throw new ConfigError('What setActionMapping was given has made no ActionMapping');
}

/** A controller that would answer nothing: who comes from JFinal has declared no action. */
function missingActions({ rules }: Route): string {
  const own = rules.implicitActions
    ? 'has no public method'
    : 'declares no action: write @Action(), @Get() or their like at its methods, name them in ' +
      '`actions`, or call me.setImplicitActions(true), and every public method is one, as in JFinal';
  return rules.mappingSuperClass
    ? own
    : `${own}. Inherited methods count with me.setMappingSuperClass(true)`;
}

interface Surroundings {
  readonly parts: TableParts;
  readonly resolver: InterceptorResolver;
  readonly route: Route;
  readonly controllerClass: ControllerClass<Controller>;
}

function planOf(around: Surroundings, method: ActionMethod): ActionPlan {
  const { parts, resolver, route, controllerClass } = around;
  const { injector } = parts;
  const fields = injector.planOf(controllerClass);
  return {
    actionKey: method.actionKey,
    controllerPath: route.controllerPath,
    methodName: method.methodName,
    viewPath: route.viewPath,
    controllerClass,
    interceptors: interceptorsOf(parts, resolver, { route, method }),
    method: method.method,
    parameters: bindArguments(controllerClass.name, method),
    verbs: method.metadata.verbs,
    prepare: fields.length === 0 ? undefined : (controller) => injector.fill(controller, fields),
  };
}

function interceptorsOf(
  parts: TableParts,
  resolver: InterceptorResolver,
  { route, method }: { readonly route: Route; readonly method: ActionMethod },
): Interceptor[] {
  const type = route.controllerClass;
  const conversation = inheritedMetadata(type, (metadata) => metadata.conversation);
  return resolver.resolve({
    global: parts.interceptors,
    routes: route.rules.interceptors,
    class: inheritedMetadata(type, (metadata) => metadata.before) ?? [],
    method: [
      ...(conversation === undefined ? [] : [conversation]),
      ...(method.metadata.before ?? []),
    ],
    classClear: inheritedMetadata(type, (metadata) => metadata.clear),
    methodClear: method.metadata.clear,
  });
}

function isController(type: ControllerClass): type is ControllerClass<Controller> {
  return type.prototype instanceof Controller;
}

/** Notes what a class and those it extends say in their field `actions`. */
function readStaticActions(type: object): void {
  for (let at: object = type; at !== Controller; at = Object.getPrototypeOf(at) as object) {
    const actions: unknown = Object.getOwnPropertyDescriptor(at, 'actions')?.value;
    if (typeof actions !== 'object' || actions === null) continue;
    defineActions(metadataOf(at), actions as ActionDefinitions);
  }
}
