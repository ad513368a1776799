import type { ControllerClass } from '../common/action.ts';
import { RoutingError } from '../common/errors.ts';
import { ownMetadata } from '../common/metadata-store.ts';
import { MemberMetadata } from '../common/metadata.ts';
import { problemOf, withLeadingSlash } from './route-paths.ts';
import type { Route } from './routes.ts';

/** A method that is an action, before interceptors and arguments are known. */
export interface ActionMethod {
  readonly actionKey: string;
  readonly methodName: string;
  readonly method: (...args: never) => unknown;
  /** The prototype that declares it. */
  readonly declaredBy: object;
  readonly metadata: MemberMetadata;
}

/** Says of a name whether controllers have it from the framework. */
export type IsInherited = (name: string) => boolean;

/**
 * The actions of a controller.
 *
 * @param base the class that all controllers extend: nothing above it is looked at, and no action
 *   may be called as one of its methods
 * @throws RoutingError naming the class and the member
 */
export function actionMethods(route: Route, base: ControllerClass): ActionMethod[] {
  const found = new Map<string, ActionMethod>();
  for (const prototype of prototypes(route, base)) {
    for (const method of methodsOf(route, prototype, base)) {
      // The nearest one counts: an overridden method does not pass on what was said about it.
      if (!found.has(method.methodName)) found.set(method.methodName, method);
    }
  }
  return [...found.values()];
}

function prototypes(route: Route, base: ControllerClass): object[] {
  const { controllerClass, rules } = route;
  const all: object[] = [];
  let at: unknown = controllerClass.prototype;
  while (
    typeof at === 'object' &&
    at !== null &&
    at !== base.prototype &&
    at !== Object.prototype
  ) {
    all.push(at);
    at = Object.getPrototypeOf(at);
  }
  if (at !== base.prototype) {
    throw new RoutingError({ className: controllerClass.name }, `does not extend ${base.name}`);
  }
  return rules.mappingSuperClass ? all : all.slice(0, 1);
}

function methodsOf(route: Route, prototype: object, base: ControllerClass): ActionMethod[] {
  const className = route.controllerClass.name;
  const members = ownMetadata(prototype.constructor)?.members;
  const methods: ActionMethod[] = [];
  for (const [name, metadata] of members ?? []) {
    if (!metadata.action) continue;
    const place = { className, member: String(name) };
    if (typeof name === 'symbol')
      throw new RoutingError(place, 'an action cannot have a symbol as its name');
    methods.push(actionMethod({ route, prototype, name, metadata }, base));
  }
  if (!route.rules.implicitActions) return methods;
  for (const name of publicMethods(prototype)) {
    const metadata = members?.get(name) ?? new MemberMetadata();
    if (metadata.action || metadata.notAction || name in base.prototype) continue;
    methods.push(actionMethod({ route, prototype, name, metadata }, base));
  }
  return methods;
}

/** What counts where all public methods are actions. */
function publicMethods(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => {
      return typeof value === 'function' && name !== 'constructor' && !name.startsWith('_');
    })
    .map(([name]) => name);
}

interface Candidate {
  readonly route: Route;
  readonly prototype: object;
  readonly name: string;
  readonly metadata: MemberMetadata;
}

function actionMethod(
  { route, prototype, name, metadata }: Candidate,
  base: ControllerClass,
): ActionMethod {
  const place = { className: route.controllerClass.name, member: name };
  if (name in base.prototype) {
    throw new RoutingError(
      place,
      `is a method of ${base.name} and cannot be an action; rename it, and keep its path with @ActionKey`,
    );
  }
  const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  if (typeof method !== 'function') {
    throw new RoutingError(place, 'is declared to be an action, but the class has no such method');
  }
  if (metadata.notAction)
    throw new RoutingError(place, 'is declared to be an action and not to be one');
  return {
    actionKey: actionKeyOf(route, place, metadata),
    methodName: name,
    method: method as ActionMethod['method'],
    declaredBy: prototype,
    metadata,
  };
}

function actionKeyOf(
  route: Route,
  place: { className: string; member: string },
  metadata: MemberMetadata,
): string {
  if (metadata.actionKey !== undefined) {
    const given = metadata.actionKey.trim();
    const key = withLeadingSlash(given);
    const problem = problemOf(given, key);
    if (problem !== undefined)
      throw new RoutingError(place, `its action key ${JSON.stringify(key)} ${problem}`);
    return key;
  }
  if (place.member === 'index') return route.controllerPath;
  return route.controllerPath === '/'
    ? `/${place.member}`
    : `${route.controllerPath}/${place.member}`;
}
