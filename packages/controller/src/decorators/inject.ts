import { metadataOf } from '../common/metadata-store.ts';
import type { InjectedClass } from '../common/metadata.ts';
import type { ClassDecoratorOf, FieldDecoratorOf } from './decorator-types.ts';
import { classPlace, isStandard, memberPlace } from './dialect.ts';

/**
 * Fills a field after the object was made. The constructor does not see it yet.
 *
 * @param type what to put there. In the legacy dialect of decorators the declared type counts where
 *   the compiler records it; in all other cases it has to be given
 */
export function Inject(type?: InjectedClass): FieldDecoratorOf {
  return (target: unknown, context: unknown): void => {
    const { owner, name } = memberPlace('Inject', 'field', [target, context]);
    // A private field can only be reached through what its decorator gets.
    const set = (isStandard(context) ? setterOf(context) : undefined) ?? setMember(name);
    // Private names do not share a table with public ones.
    const key = isStandard(context) && context.private === true ? Symbol(String(name)) : name;
    metadataOf(owner).member(key).inject = { type, set };
  };
}

/** Whether all who inject a class share one object of it (the default), or each gets its own. */
export function Singleton(shared: boolean): ClassDecoratorOf {
  return (target: unknown, context?: unknown): void => {
    metadataOf(classPlace('Singleton', target, context)).singleton = shared;
  };
}

/**
 * Has every session keep one object of a class of its own. Where a controller injects it, the object
 * of the session of its request is used; it is made, and the session with it, when it is first used.
 * The store must be able to keep it; see `sessionScoped` of the controller.
 *
 * @param name what it is called in the session; default: the name of the class
 */
export function SessionScoped(name?: string): ClassDecoratorOf {
  return (target: unknown, context?: unknown): void => {
    const className = typeof target === 'function' ? target.name : '';
    metadataOf(classPlace('SessionScoped', target, context)).sessionScoped = name ?? className;
  };
}

type Setter = (object: object, value: unknown) => void;

function setterOf(context: object): Setter | undefined {
  const access: unknown = 'access' in context ? context.access : undefined;
  if (typeof access !== 'object' || access === null || !('set' in access)) return undefined;
  return typeof access.set === 'function' ? (access.set as Setter) : undefined;
}

function setMember(name: string | symbol): Setter {
  return (object, value) => {
    Reflect.set(object, name, value);
  };
}
