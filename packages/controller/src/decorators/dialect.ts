import { ControllerError } from '../common/errors.ts';
import { metadataSymbol } from '../common/metadata-store.ts';

// Compilers give decorators a metadata object only where Symbol.metadata is there when a class is
// made, and Node does not have it yet. Whoever decorates has imported this file before.
if (typeof Reflect.get(Symbol, 'metadata') !== 'symbol') {
  Object.defineProperty(Symbol, 'metadata', { value: metadataSymbol(), configurable: true });
}

/** What standard decorators get as their second argument, as far as it is used here. */
export interface StandardContext {
  readonly kind: string;
  readonly name?: string | symbol | undefined;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: object | undefined;
}

/** A member of a class, whichever dialect it was decorated in. */
export interface MemberPlace {
  /** What the metadata is kept at: the class, or the metadata object of the standard dialect. */
  readonly owner: object;
  readonly name: string | symbol;
}

/** Whether this is the second argument of a standard decorator, not the name of a member. */
export function isStandard(context: unknown): context is StandardContext {
  return typeof context === 'object' && context !== null && 'kind' in context;
}

/** What the metadata of a class is kept at, for a decorator of the class. */
export function classPlace(decorator: string, target: unknown, context: unknown): object {
  if (isStandard(context)) {
    if (context.kind !== 'class') throw misplaced(decorator, context.kind, 'a class');
    return metadataOwner(decorator, context);
  }
  if (typeof target !== 'function' || context !== undefined) {
    throw misplaced(decorator, 'a member', 'a class');
  }
  return target;
}

/**
 * Which member a decorator of a method or a field stands at.
 *
 * @param kind what it can stand at
 */
export function memberPlace(
  decorator: string,
  kind: 'method' | 'field',
  at: readonly [target: unknown, context: unknown],
): MemberPlace {
  const [target, context] = at;
  if (isStandard(context)) {
    if (context.kind !== kind) throw misplaced(decorator, context.kind, `a ${kind}`);
    if (context.static === true)
      throw misplaced(decorator, `a static ${kind}`, `a ${kind} of objects`);
    return { owner: metadataOwner(decorator, context), name: context.name ?? '' };
  }
  if (typeof context !== 'string' && typeof context !== 'symbol') {
    throw misplaced(decorator, 'a class or a constructor', `a ${kind}`);
  }
  return { owner: legacyOwner(decorator, target, kind), name: context };
}

/** The class of a prototype, which is what decorators of members get in the legacy dialect. */
function legacyOwner(decorator: string, target: unknown, kind: string): object {
  if (typeof target === 'function') {
    throw misplaced(decorator, `a static ${kind}`, `a ${kind} of objects`);
  }
  if (typeof target !== 'object' || target === null)
    throw misplaced(decorator, 'nothing', `a ${kind}`);
  return target.constructor;
}

function metadataOwner(decorator: string, context: StandardContext): object {
  if (typeof context.metadata === 'object') return context.metadata;
  throw new ControllerError(
    'CONTROLLER_DECORATOR',
    `@${decorator} got no metadata object. Import @httpsession/controller before the class is made, ` +
      'and compile with a compiler that supports decorator metadata (TypeScript 5.2 and later)',
  );
}

function misplaced(decorator: string, found: string, wanted: string): ControllerError {
  return new ControllerError(
    'CONTROLLER_DECORATOR',
    `@${decorator} stands at ${found}; it belongs at ${wanted}`,
  );
}
