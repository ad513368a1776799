import { ActionError } from '../common/errors.ts';
import { converterFor, type ScalarType } from './converters.ts';
import { trim } from './text.ts';

/**
 * A class that can be filled from parameters. `bindable` names the properties that clients may set,
 * with their types; nothing else is ever set, whatever is posted.
 *
 * ```ts
 * class User {
 *   static readonly bindable = { name: String, age: Int };
 *   name = '';
 *   age = 0;
 * }
 * ```
 */
export interface BeanClass<T> {
  new (): T;
  /** The name of the class: by default the prefix of its parameters, its first letter small. */
  readonly name: string;
  /** The properties that parameters may set, with their types: no others are set, whatever a client sends. */
  readonly bindable: { readonly [K in keyof T]?: ScalarType };
}

/** Reads a parameter by its name: `null` when it was not sent. */
export type ParaSource = (name: string) => string | null;

/** Which parameters make a bean, and what happens to those that cannot be converted. */
export interface BeanOptions {
  /** Stands before the names with a dot; blank: no prefix. Default: the class name, its first letter small. */
  readonly name?: string | undefined;
  /** Whether what cannot be converted leaves its property alone; default `false`: 400. */
  readonly skipConvertError?: boolean | undefined;
}

/** The default prefix of a bean: the name of its class with a small first letter. */
export function beanName(type: { readonly name: string }): string {
  return type.name.slice(0, 1).toLowerCase() + type.name.slice(1);
}

/**
 * Makes a bean of the parameters. A parameter that was not sent leaves its property as the
 * constructor made it, an empty one sets it to `null`.
 * @throws ActionError 400 for a value that cannot be converted
 */
export function bindBean<T extends object>(
  type: BeanClass<T>,
  source: ParaSource,
  options: BeanOptions = {},
): T {
  const bean = new type();
  const prefix = prefixOf(options.name ?? beanName(type));
  for (const [property, propertyType] of Object.entries(type.bindable)) {
    const text = source(prefix + property);
    if (text === null) continue;
    const value = convert(text, propertyType, options.skipConvertError === true);
    if (value !== undefined) Object.assign(bean, { [property]: value });
  }
  return bean;
}

/** What stands before the name of a property in the name of its parameter. */
export function prefixOf(name: string): string {
  return trim(name) === '' ? '' : `${name}.`;
}

/** The value of a parameter; `undefined` for what cannot be converted and is to be skipped. */
function convert(text: string, type: unknown, skip: boolean): unknown {
  const isText = type === String;
  const value = isText ? text : trim(text);
  if (value === '') return null;
  const converter = converterFor(type);
  if (converter === undefined) {
    throw new TypeError('A bindable property has a type that parameters cannot be converted to');
  }
  try {
    return converter(value);
  } catch (error) {
    if (skip && error instanceof ActionError) return undefined;
    throw error;
  }
}
