import { RoutingError } from '../common/errors.ts';
import { designType } from '../common/metadata-store.ts';
import type { ParameterMetadata } from '../common/metadata.ts';
import { ParaType } from '../common/para-type.ts';
import type { BeanClass } from '../para/bean.ts';
import { converterFor } from '../para/converters.ts';
import type { ActionMethod } from '../routing/action-methods.ts';
import {
  type ArgumentBinding,
  BeanBinding,
  ListBinding,
  RawDataBinding,
  SessionAttrBinding,
  TextBinding,
  UploadBinding,
  ValueBinding,
} from './argument-bindings.ts';

/** What the compiler records where it has no class that says what a value is. */
const SAY_NOTHING: readonly unknown[] = [Object, Function, Promise, Symbol];

/** The classes whose values are never `null`, as Java's primitive ones, and what they are instead. */
const ABSENT: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  [Number, 0],
  [Boolean, false],
]);

/** An argument that is looked at, for messages. */
interface Place {
  readonly className: string;
  readonly member: string;
  readonly index: number;
}

/**
 * How the arguments of an action are bound.
 *
 * @throws RoutingError naming class, method and argument when one cannot be bound
 */
export function bindArguments(className: string, method: ActionMethod): ArgumentBinding[] {
  const { parameters } = method.metadata;
  const count = Math.max(method.method.length, ...[...parameters.keys()].map((index) => index + 1));
  const recorded = designType(method.declaredBy, method.methodName, 'paramtypes');
  return Array.from({ length: count }, (_, index) => {
    const metadata = parameters.get(index);
    const place = { className, member: method.methodName, index };
    if (metadata === undefined) {
      throw problem(
        place,
        'says not where it comes from; use @Para, @SessionAttr, @RawData or @Upload',
      );
    }
    return bind(place, metadata, metadata.type ?? typeAt(recorded, index));
  });
}

function typeAt(recorded: unknown, index: number): unknown {
  return Array.isArray(recorded) ? (recorded as unknown[])[index] : undefined;
}

function bind(place: Place, metadata: ParameterMetadata, type: unknown): ArgumentBinding {
  switch (metadata.source) {
    case 'sessionAttr':
      return new SessionAttrBinding(place.index, metadata);
    case 'rawData':
      return new RawDataBinding(place.index, metadata);
    case 'upload':
      return new UploadBinding(place.index, metadata);
    case 'para':
      return bindPara(place, metadata, type);
  }
}

function bindPara(place: Place, metadata: ParameterMetadata, type: unknown): ArgumentBinding {
  if (type === String) return new TextBinding(place.index, metadata);
  if (Array.isArray(type)) return bindList(place, metadata, type as unknown[]);
  const convert = converterFor(type);
  if (convert !== undefined) {
    const described = { type: nameOf(type), convert, absent: absentOf(type) };
    return new ValueBinding(place.index, metadata, described);
  }
  if (isBeanClass(type)) return new BeanBinding(place.index, metadata, type);
  throw problem(place, unusable(type));
}

function bindList(
  place: Place,
  metadata: ParameterMetadata,
  type: readonly unknown[],
): ListBinding {
  const [element] = type;
  if (element === String) return new ListBinding(place.index, metadata, undefined);
  const convert = converterFor(element);
  if (type.length !== 1 || convert === undefined) {
    throw problem(place, 'is declared as a list of something that parameters cannot be made into');
  }
  return new ListBinding(place.index, metadata, { type: nameOf(element), convert });
}

/** What an argument of a type is when the parameter is missing. */
function absentOf(type: unknown): unknown {
  return type instanceof ParaType ? (type as ParaType<unknown>).absent : (ABSENT.get(type) ?? null);
}

/** The name of a type that has a converter. */
function nameOf(type: unknown): string {
  return type instanceof ParaType || typeof type === 'function' ? type.name : '';
}

function isBeanClass(type: unknown): type is BeanClass<object> {
  return typeof type === 'function' && 'bindable' in type && typeof type.bindable === 'object';
}

function unusable(type: unknown): string {
  if (type === Array) {
    return 'has the type Array, which does not say of what; name it: @Para(name, [String])';
  }
  if (typeof type === 'function' && !SAY_NOTHING.includes(type)) {
    return `has the type ${type.name}, which has no static \`bindable\` naming what clients may set`;
  }
  const found = typeof type === 'function' ? `only the type ${type.name}` : 'no type';
  return (
    `has ${found}. Behind this stands an \`import type\` of a class, an interface, a union such as ` +
    '`string | null`, a compiler that records no types, or reflect-metadata, which was not imported ' +
    'before; name the type: @Para(name, Int)'
  );
}

function problem({ className, member, index }: Place, text: string): RoutingError {
  return new RoutingError({ className, member }, `argument ${String(index)} ${text}`);
}
