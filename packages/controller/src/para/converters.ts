import { ActionError } from '../common/errors.ts';
import { Int, Long, ParaType } from '../common/para-type.ts';
import { badPara } from './bad-para.ts';
import { toBoolean } from './booleans.ts';
import { toDate } from './dates.ts';
import { toBigInt, toDouble, toInt, toLong } from './numbers.ts';

/** What a single parameter can be converted to. */
export type ScalarType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | BigIntConstructor
  | DateConstructor
  | ParaType<unknown>;

/** Turns a text that is not blank into a value; an ActionError 400 when it has none. */
export type Converter = (text: string) => unknown;

const BUILT_IN: ReadonlyMap<unknown, Converter> = new Map<unknown, Converter>([
  [String, (text) => text],
  [Number, (text) => toDouble(text, null)],
  [Boolean, (text) => toBoolean(text, null)],
  [BigInt, (text) => toBigInt(text, null)],
  [Date, (text) => toDate(text, null)],
  [Int, (text) => toInt(text, null)],
  [Long, (text) => toLong(text, null)],
]);

/** How parameters become values of a type; `undefined` when they cannot. */
export function converterFor(type: unknown): Converter | undefined {
  const builtIn = BUILT_IN.get(type);
  if (builtIn !== undefined || !(type instanceof ParaType)) return builtIn;
  const { convert, name } = type as ParaType<unknown>;
  return convert === undefined ? undefined : answering(convert, name);
}

/** Lets an application's converter throw what it likes: the client gets 400. */
function answering(convert: Converter, name: string): Converter {
  return (text) => {
    try {
      return convert(text);
    } catch (error) {
      throw error instanceof ActionError ? error : badPara(text, name);
    }
  };
}
