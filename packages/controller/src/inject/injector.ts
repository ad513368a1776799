import { ConfigError, RoutingError } from '../common/errors.ts';
import { designType, inheritedMetadata, ownMetadata } from '../common/metadata-store.ts';
import type { InjectedClass, MemberMetadata } from '../common/metadata.ts';
import { holdsSession, sessionProxy } from './session-proxy.ts';

/** What the compiler records where it has no class: interfaces, unions, imports of types only. */
const NO_CLASSES: readonly unknown[] = [
  undefined,
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
];

/** Where a field is declared. */
interface Place {
  readonly className: string;
  readonly member: string;
}

/** One field to fill. */
interface FieldPlan {
  readonly place: Place;
  readonly type: InjectedClass;
  readonly set: (object: object, value: unknown) => void;
}

/** What an application has said about injection. */
export interface InjectionRules {
  /** Whether fields that say `@Inject` are filled. */
  readonly injectDependency: boolean;
  /** Whether fields of the classes that a class extends are filled as well. */
  readonly injectSuperClass: boolean;
}

const USUAL: InjectionRules = { injectDependency: true, injectSuperClass: true };

/** Makes and keeps the objects that are injected. */
export class Injector {
  readonly #rules: InjectionRules;
  readonly #singletons: Map<InjectedClass, object> = new Map<InjectedClass, object>();
  readonly #mappings: Map<InjectedClass, InjectedClass> = new Map<InjectedClass, InjectedClass>();
  readonly #plans: Map<object, readonly FieldPlan[]> = new Map<object, readonly FieldPlan[]>();
  /** Own objects for each who injects them that are being made: a circle of them has no end. */
  readonly #making: Set<InjectedClass> = new Set<InjectedClass>();

  /** @param rules what the application has said; default: all that says `@Inject` is filled */
  constructor(rules: InjectionRules = USUAL) {
    this.#rules = rules;
  }

  /** Says which class is made where another one, usually an abstract one, is asked for. */
  addMapping<T extends object>(from: InjectedClass<T>, to: InjectedClass<T>): this {
    this.#mappings.set(from, to);
    return this;
  }

  /**
   * Says which object is injected.
   *
   * @param type where this class is asked for; default is the class of the object
   */
  addSingletonObject(
    object: object,
    type: InjectedClass = object.constructor as InjectedClass,
  ): this {
    this.#singletons.set(type, object);
    return this;
  }

  /** The object of a class, made and filled when there is none yet. */
  get<T extends object>(type: InjectedClass<T>): T {
    return this.#resolve(type) as T;
  }

  /** Fills the fields of an object. */
  inject<T extends object>(object: T): T {
    this.fill(object, this.planOf(object.constructor));
    return object;
  }

  /**
   * The fields of a class that are to be filled, checked, and those of the classes that are made for
   * them. For classes whose objects are made often.
   * @throws RoutingError for a field whose object has no class, or belongs to sessions where there is none
   */
  planOf(type: object): readonly FieldPlan[] {
    let plan = this.#plans.get(type);
    if (plan === undefined) {
      plan = this.#rules.injectDependency ? planOf(type, this.#rules.injectSuperClass) : [];
      // Before the classes behind the fields: two classes may need each other.
      this.#plans.set(type, plan);
      this.#check(type, plan);
    }
    return plan;
  }

  #check(type: object, plan: readonly FieldPlan[]): void {
    try {
      for (const field of plan) this.#checkField(type, field);
    } catch (error) {
      this.#plans.delete(type);
      throw error;
    }
  }

  #checkField(target: object, { type: asked, place }: FieldPlan): void {
    let type = asked;
    for (;;) {
      // An object that the application has made is filled by nobody.
      if (this.#singletons.has(type)) return;
      const mapped = this.#mappings.get(type);
      if (mapped === undefined || mapped === type) break;
      type = mapped;
    }
    const scope = inheritedMetadata(type, (metadata) => metadata.sessionScoped);
    if (scope === undefined) this.planOf(type);
    else if (!holdsSession(prototypeOf(target))) throw withoutSession(type, place);
  }

  /** Fills an object as planned. */
  fill(object: object, plan: readonly FieldPlan[]): void {
    for (const field of plan) field.set(object, this.#resolve(field.type, object));
  }

  /** @param target whose field it is for; `undefined`: nobody's */
  #resolve(asked: InjectedClass, target?: object): object {
    const known = this.#singletons.get(asked);
    if (known !== undefined) return known;
    const type = this.#mappings.get(asked) ?? asked;
    if (type !== asked) return this.#resolve(type, target);
    const scope = inheritedMetadata(type, (metadata) => metadata.sessionScoped);
    if (scope !== undefined) return ofSession(type, scope, target);
    const shared = inheritedMetadata(type, (metadata) => metadata.singleton) ?? true;
    return shared ? this.#makeShared(type) : this.#makeOwn(type);
  }

  #makeShared(type: InjectedClass): object {
    const made = construct(type);
    // Before its fields are filled: two classes may need each other.
    this.#singletons.set(type, made);
    return this.inject(made);
  }

  #makeOwn(type: InjectedClass): object {
    if (this.#making.has(type)) {
      throw new ConfigError(
        `${type.name} is not shared and needs itself, directly or through others`,
      );
    }
    this.#making.add(type);
    try {
      return this.inject(construct(type));
    } finally {
      this.#making.delete(type);
    }
  }
}

function ofSession(type: InjectedClass, name: string, target: object | undefined): object {
  if (target !== undefined && holdsSession(target)) {
    return sessionProxy(target, type as new () => object, name);
  }
  throw new ConfigError(`${type.name} belongs to sessions, so only controllers can inject it`);
}

/** Found at the start: the first request would find an object that all share, and no session in it. */
function withoutSession(type: InjectedClass, place: Place): RoutingError {
  return new RoutingError(
    place,
    `${type.name} belongs to sessions (@SessionScoped), so only controllers can inject it; ` +
      `${place.className} has none. Inject it in the controller, and hand it over`,
  );
}

function prototypeOf(type: object): object {
  const prototype: unknown = 'prototype' in type ? type.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null ? prototype : {};
}

function construct(type: InjectedClass): object {
  try {
    const made: unknown = Reflect.construct(type, []);
    if (typeof made === 'object' && made !== null) return made;
  } catch (cause) {
    throw new ConfigError(
      `${type.name} cannot be made for injection; it needs a constructor without arguments, ` +
        'or an object given with addSingletonObject',
      { cause },
    );
  }
  throw new ConfigError(`${type.name} is no class`);
}

function planOf(type: object, withSuperClasses: boolean): FieldPlan[] {
  const fields = new Map<string | symbol, FieldPlan>();
  for (const at of withSuperClasses ? lineOf(type) : [type]) {
    for (const [name, { inject }] of membersOf(at)) {
      if (inject === undefined || fields.has(name)) continue;
      const declared = inject.type ?? recordedType(at, name);
      const place = placeOf(at, name);
      fields.set(name, { place, type: checked(declared, place), set: inject.set });
    }
  }
  return [...fields.values()];
}

function membersOf(type: object): Iterable<[string | symbol, MemberMetadata]> {
  return ownMetadata(type)?.members ?? [];
}

/** A class, and those that it extends. */
function lineOf(type: object): object[] {
  const line: object[] = [];
  for (let at: object | null = type; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    line.push(at);
  }
  return line;
}

function recordedType(type: object, name: string | symbol): unknown {
  return designType(prototypeOf(type), name, 'type');
}

function placeOf(at: object, name: string | symbol): Place {
  const className = 'name' in at ? String(at.name) : 'a class';
  return { className, member: typeof name === 'symbol' ? `#${name.description ?? ''}` : name };
}

function checked(type: unknown, place: Place): InjectedClass {
  if (typeof type === 'function' && !NO_CLASSES.includes(type)) return type as InjectedClass;
  throw new RoutingError(place, missingType(type));
}

function missingType(type: unknown): string {
  const found = typeof type === 'function' ? `only ${type.name}` : 'no type at all';
  return (
    `cannot be injected: the compiler has recorded ${found}. Behind this stands an \`import type\` ` +
    'of the class, an interface, a union, a class that is declared further down, a compiler that ' +
    'records no types, or reflect-metadata, which was not imported before; name the class: ' +
    '@Inject(TheClass)'
  );
}
