/** Makes a value out of the text of a parameter, such as `Int`. */
export interface ArgumentConverter {
  /** Stands in error messages and in the table of routes. */
  readonly name: string;
  /** The value of the text, which is not blank. Throws ActionError 400 when it has none. */
  convert(text: string): unknown;
}

/** A class: a built-in one, or one whose fields are filled from parameters. */
export type ArgumentClass = abstract new (...args: never) => unknown;

/** What one value of a parameter can be made into. */
export type ElementType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | BigIntConstructor
  | DateConstructor
  | ArgumentConverter;

/**
 * What an injected argument can be declared as: `String`, `Number`, `Boolean`, `BigInt`, `Date`, a
 * converter such as `Int`, a class whose fields are filled from parameters, or an array of one of
 * the first for all values of the parameter, such as `[Int]`.
 */
export type ArgumentType = ElementType | ArgumentClass | readonly [ElementType];
