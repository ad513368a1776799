import { OptionError } from '../common/errors.ts';

/** A class, as far as the codec needs it: any class of one's own, also with a private constructor. */
export interface StorableClass {
  readonly name: string;
  readonly prototype: object;
}

/** A class whose instances may be attributes, or parts of attributes, under a name of its own choice. */
export interface StorableType {
  /** The name in the record. Changing it makes the records unreadable that have it. */
  readonly name: string;
  /** The class. Only its direct instances are kept, not those of classes that extend it. */
  readonly type: StorableClass;
  /** What to keep of an instance. Default: the method `toJSON` of the instance. */
  toJSON?(value: unknown): unknown;
  /** The instance again, from what `toJSON` gave. Default: the static method `fromJSON` of the class. */
  fromJSON?(data: unknown): unknown;
}

/** How the instances of one registered class are kept. */
export interface ClassRule {
  readonly name: string;
  readonly prototype: object;
  /** Absent: the enumerable own properties are kept and put on a new object with that prototype. */
  readonly conversion: ClassConversion | undefined;
}

/** The two directions of a class that looks after itself. */
interface ClassConversion {
  readonly toData: (value: unknown) => unknown;
  readonly toInstance: (data: unknown) => unknown;
}

/**
 * Objects of these classes hold what no property shows. A class that extends one of them can be kept only
 * if it says itself what to keep.
 */
const OPAQUE: ReadonlySet<object> = new Set<object>(
  [
    [Array, Map, Set, WeakMap, WeakSet, Date, RegExp, Promise, Error, Function],
    [ArrayBuffer, SharedArrayBuffer, DataView, Object.getPrototypeOf(Uint8Array) as StorableClass],
    [String, Number, Boolean, Symbol, BigInt, WeakRef],
  ]
    .flat()
    .map((type) => type.prototype),
);

/** The classes that a codec knows. Nothing else is ever made while decoding. */
export class ClassRegistry {
  readonly #byPrototype = new Map<object, ClassRule>();
  readonly #byName = new Map<string, ClassRule>();

  /** Throws `OptionError` for a class without a name, a name used twice, or a class that cannot be kept. */
  constructor(classes: readonly (StorableClass | StorableType)[]) {
    for (const [index, entry] of classes.entries()) this.#add(`codec.classes[${index}]`, entry);
  }

  /** The rule for the direct instances of a class. */
  forPrototype(prototype: object): ClassRule | undefined {
    return this.#byPrototype.get(prototype);
  }

  /** The rule with that name. */
  forName(name: string): ClassRule | undefined {
    return this.#byName.get(name);
  }

  /** Whether instances of one of the classes want to know when they leave and enter memory. */
  get activates(): boolean {
    for (const prototype of this.#byPrototype.keys()) {
      if ('sessionDidActivate' in prototype || 'sessionWillPassivate' in prototype) return true;
    }
    return false;
  }

  #add(option: string, entry: StorableClass | StorableType): void {
    const rule = toRule(option, entry);
    if (this.#byName.has(rule.name) || this.#byPrototype.has(rule.prototype)) {
      throw new OptionError(option, entry, 'a class, and a name, that no other entry has');
    }
    this.#byName.set(rule.name, rule);
    this.#byPrototype.set(rule.prototype, rule);
  }
}

function toRule(option: string, entry: StorableClass | StorableType): ClassRule {
  const type: StorableClass = 'type' in entry ? entry.type : entry;
  if (!isClass(type) || !isText(entry.name)) {
    const wants = 'a class with a name, or { name, type, toJSON?, fromJSON? }';
    throw new OptionError(option, entry, wants);
  }
  const conversion = toConversion(option, entry, type);
  if (conversion === undefined && isOpaque(type.prototype)) {
    throw new OptionError(
      option,
      entry,
      `a class whose properties are all that it is; ${entry.name} is or extends a built-in class, ` +
        'so it needs toJSON and fromJSON',
    );
  }
  return { name: entry.name, prototype: type.prototype, conversion };
}

function toConversion(
  option: string,
  entry: StorableClass | StorableType,
  type: StorableClass,
): ClassConversion | undefined {
  const toData =
    methodOf(entry, 'toJSON') ?? methodOf(type, 'toJSON') ?? instanceMethodOf(type, 'toJSON');
  const toInstance = methodOf(entry, 'fromJSON') ?? methodOf(type, 'fromJSON');
  if (toData !== undefined && toInstance !== undefined) return { toData, toInstance };
  // Half a pair on the class itself is an ordinary thing to have and says nothing about records.
  const asksForOne = methodOf(entry, 'toJSON') ?? methodOf(entry, 'fromJSON');
  if (entry === type || asksForOne === undefined) return undefined;
  throw new OptionError(option, entry, 'given both toJSON and fromJSON, or neither');
}

type Conversion = (argument: unknown) => unknown;

/** A method of the entry, or a static one of the class. */
function methodOf(owner: object, name: string): Conversion | undefined {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== 'function') return undefined;
  return (argument) => Reflect.apply(method, owner, [argument]) as unknown;
}

/** A method of the instances, called on the argument. */
function instanceMethodOf(type: StorableClass, name: string): Conversion | undefined {
  const method: unknown = Reflect.get(type.prototype, name);
  if (typeof method !== 'function') return undefined;
  return (instance) => Reflect.apply(method, instance, []) as unknown;
}

function isOpaque(prototype: object): boolean {
  let current: object | null = prototype;
  while (current !== null) {
    if (OPAQUE.has(current)) return true;
    current = Reflect.getPrototypeOf(current);
  }
  return false;
}

/** The types say so, but options often come from JavaScript. */
function isClass(value: unknown): boolean {
  return typeof value === 'function' && typeof value.prototype === 'object';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}
