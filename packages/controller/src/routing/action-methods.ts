import type { ControllerBase } from '../common/action.ts';
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

/**
 * The actions of a controller.
 *
 * @param base what the controller extends in the end: nothing above it is looked at, and no action
 *   may be called as one of its methods
 * @throws RoutingError naming the class and the member
 */
export function actionMethods(route: Route, base: ControllerBase): ActionMethod[] {
  const found = new Map<string, ActionMethod>();
  for (const prototype of prototypes(route, base)) {
    for (const method of methodsOf(route, prototype, base)) {
      // The nearest one counts: an overridden method does not pass on what was said about it.
      if (!found.has(method.methodName)) found.set(method.methodName, method);
    }
  }
  return [...found.values()];
}

function prototypes(route: Route, base: ControllerBase): object[] {
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
  return rules.mappingSuperClass ? all : all.slice(0, 1);
}

function methodsOf(route: Route, prototype: object, base: ControllerBase): ActionMethod[] {
  const members = ownMetadata(prototype.constructor)?.members ?? new Map<string, MemberMetadata>();
  const declared = [...members].filter(([, metadata]) => metadata.action);
  const candidates = route.rules.implicitActions
    ? new Map([...declared, ...implicitActions(prototype, members, base)])
    : declared;
  return [...candidates].map(([name, metadata]) =>
    actionMethod({ route, prototype, name, metadata }, base),
  );
}

/** The methods that are actions without saying so. */
function implicitActions(
  prototype: object,
  members: ReadonlyMap<string | symbol, MemberMetadata>,
  base: ControllerBase,
): [string, MemberMetadata][] {
  return publicMethods(prototype)
    .filter((name) => !(name in base.prototype) && members.get(name)?.notAction !== true)
    .map((name) => [name, members.get(name) ?? new MemberMetadata()]);
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
  readonly name: string | symbol;
  readonly metadata: MemberMetadata;
}

function actionMethod(
  { route, prototype, name, metadata }: Candidate,
  base: ControllerBase,
): ActionMethod {
  const place = { className: route.controllerClass.name, member: String(name) };
  if (typeof name === 'symbol') {
    throw new RoutingError(place, 'an action cannot have a symbol as its name');
  }
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
