/**
 * A type that a parameter is converted to, where JavaScript has no class for it.
 *
 * @typeParam T what the action gets
 */
export class ParaType<T> {
  /** Stands in error messages and in the table of routes. */
  readonly name: string;
  /** What an action gets as argument when the parameter is missing or blank and no default was given. */
  readonly absent: T | null;
  /** Turns the text into the value; an exception is answered with 400. `undefined`: built in. */
  readonly convert: ((text: string) => T) | undefined;

  /** `absent` stands for a missing value; only the built-in types have no `convert`. */
  constructor(name: string, absent: T | null = null, convert?: (text: string) => T) {
    this.name = name;
    this.absent = absent;
    this.convert = convert;
  }
}

/** A whole number from -2^31 to 2^31-1, as Java's `int`: 0 when it is missing, 400 for anything else. */
export const Int: ParaType<number> = new ParaType<number>('Int', 0);

/** A whole number within ±(2^53-1): 0 when it is missing, 400 for anything else. */
export const Long: ParaType<number> = new ParaType<number>('Long', 0);

/**
 * One of a few texts, as Java's enum by name: anything else gives `null`.
 *
 * @param values the texts that count, byte for byte
 */
export function oneOf<const T extends string>(...values: readonly T[]): ParaType<T | null> {
  return new ParaType<T | null>(`oneOf(${values.join(', ')})`, null, (text) => {
    for (const value of values) if (value === text) return value;
    return null;
  });
}

/** A class: a built-in one, or one whose fields are filled from parameters. */
type ArgumentClass = abstract new (...args: never) => unknown;

/** What one value of a parameter can be made into. */
export type ElementType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | BigIntConstructor
  | DateConstructor
  | ParaType<unknown>;

/**
 * What an injected argument can be declared as: `String`, `Number`, `Boolean`, `BigInt`, `Date`, a
 * {@link ParaType} such as {@link Int}, a class whose fields are filled from parameters, or an array
 * of one of the first for all values of the parameter, such as `[Int]`.
 */
export type ArgumentType = ElementType | ArgumentClass | readonly [ElementType];
