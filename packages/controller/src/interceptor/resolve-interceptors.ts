import { ConfigError } from '../common/errors.ts';
import type { InterceptorOf } from '../common/interceptor.ts';
import type { InterceptorClass, InterceptorGroup, InterceptorRef } from '../common/metadata.ts';

/** An interceptor that was made: of an application, one object for each class. */
export type MadeInterceptor = InterceptorOf<never> | InterceptorGroup;

/** The interceptors of an action as they were declared, level by level. */
export interface InterceptorLevels {
  readonly global: readonly InterceptorRef[];
  readonly routes: readonly InterceptorRef[];
  readonly class: readonly InterceptorRef[];
  readonly method: readonly InterceptorRef[];
  /** What the class clears: empty is all, `undefined` nothing. */
  readonly classClear: readonly InterceptorClass[] | undefined;
  /** What the method clears: empty is all, `undefined` nothing. */
  readonly methodClear: readonly InterceptorClass[] | undefined;
}

/** Makes interceptors, each class once, and puts them in order. */
export class InterceptorResolver {
  readonly #made: Map<InterceptorClass, MadeInterceptor> = new Map<
    InterceptorClass,
    MadeInterceptor
  >();
  readonly #prepare: (interceptor: object) => void;

  /** @param prepare called for each interceptor that was made, to fill its fields */
  constructor(prepare: (interceptor: object) => void = () => undefined) {
    this.#prepare = prepare;
  }

  /** The interceptors of an action in the order in which they run. */
  resolve(levels: InterceptorLevels): InterceptorOf<never>[] {
    const { classClear, methodClear } = levels;
    const outer = cleared([...this.#all(levels.global), ...this.#all(levels.routes)], classClear);
    const upToClass = cleared([...outer, ...this.#all(levels.class)], methodClear);
    return [...upToClass, ...this.#all(levels.method)].flatMap((made) => this.#flat(made, 0));
  }

  #all(refs: readonly InterceptorRef[]): MadeInterceptor[] {
    return refs.map((ref) => this.#make(ref));
  }

  #make(ref: InterceptorRef): MadeInterceptor {
    if (typeof ref !== 'function') return ref;
    const known = this.#made.get(ref);
    if (known !== undefined) return known;
    const made = new ref();
    if (!isGroup(made) && !('intercept' in made)) {
      throw new ConfigError(`${ref.name} is no interceptor: it has no method intercept`);
    }
    this.#made.set(ref, made);
    this.#prepare(made);
    return made;
  }

  #flat(made: MadeInterceptor, depth: number): InterceptorOf<never>[] {
    if (!isGroup(made)) return [made];
    if (depth > 16) throw new ConfigError(`${made.constructor.name} contains itself`);
    return this.#all(made.interceptors()).flatMap((member) => this.#flat(member, depth + 1));
  }
}

function isGroup(made: MadeInterceptor): made is InterceptorGroup {
  return !('intercept' in made) && 'interceptors' in made;
}

/** Exactly these classes go, not those that extend them. */
function cleared(
  list: readonly MadeInterceptor[],
  classes: readonly InterceptorClass[] | undefined,
): readonly MadeInterceptor[] {
  if (classes === undefined) return list;
  if (classes.length === 0) return [];
  return list.filter((made) => !classes.some((type) => made.constructor === type));
}
