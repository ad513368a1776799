import { ClassMetadata } from './metadata.ts';

const KEY = 'httpsession:controller';

/** The part of reflect-metadata that is used where an application has loaded it. */
interface MetadataReflect {
  defineMetadata(key: string, value: unknown, target: object): void;
  getOwnMetadata(key: string, target: object, property?: string | symbol): unknown;
}

/** For applications without reflect-metadata, and for what was declared before it was loaded. */
const records = new WeakMap<object, ClassMetadata>();

function loadedReflect(): MetadataReflect | undefined {
  const reflect: object = Reflect;
  return isMetadataReflect(reflect) ? reflect : undefined;
}

function isMetadataReflect(reflect: object): reflect is MetadataReflect {
  return 'defineMetadata' in reflect && 'getOwnMetadata' in reflect;
}

/** The name under which a class carries the metadata of standard decorators. */
export function metadataSymbol(): symbol {
  // Compilers take it from Symbol where it is there, and agree on this one where it is not.
  const known: unknown = Reflect.get(Symbol, 'metadata');
  return typeof known === 'symbol' ? known : Symbol.for('Symbol.metadata');
}

function recordAt(target: object): ClassMetadata | undefined {
  const kept = loadedReflect()?.getOwnMetadata(KEY, target) ?? records.get(target);
  return kept instanceof ClassMetadata ? kept : undefined;
}

/**
 * What was declared about exactly this class, not about those it extends.
 *
 * @param type a class; standard decorators have left theirs at its metadata object
 */
export function ownMetadata(type: object): ClassMetadata | undefined {
  const direct = recordAt(type);
  if (direct !== undefined) return direct;
  const carried: unknown = Object.getOwnPropertyDescriptor(type, metadataSymbol())?.value;
  return typeof carried === 'object' && carried !== null ? recordAt(carried) : undefined;
}

/** The record of a class, or of the metadata object of standard decorators; made when there is none. */
export function metadataOf(target: object): ClassMetadata {
  const known = ownMetadata(target);
  if (known !== undefined) return known;
  const made = new ClassMetadata();
  const reflect = loadedReflect();
  if (reflect === undefined) records.set(target, made);
  else reflect.defineMetadata(KEY, made, target);
  return made;
}

/**
 * The first of a class and those it extends that declares something, as Java's inherited
 * annotations: the nearest one replaces the others.
 */
export function inheritedMetadata<T>(
  type: object,
  pick: (metadata: ClassMetadata) => T | undefined,
): T | undefined {
  for (let at: object | null = type; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const own = ownMetadata(at);
    const picked = own === undefined ? undefined : pick(own);
    if (picked !== undefined) return picked;
  }
  return undefined;
}

/**
 * What the compiler has recorded about a member (`emitDecoratorMetadata`), or `undefined`: without
 * reflect-metadata, and with compilers that do not record.
 */
export function designType(
  prototype: object,
  member: string | symbol,
  what: 'type' | 'paramtypes',
): unknown {
  return loadedReflect()?.getOwnMetadata(`design:${what}`, prototype, member);
}
