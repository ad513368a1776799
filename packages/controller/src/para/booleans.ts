import { badPara } from './bad-para.ts';
import { isBlank, trim } from './text.ts';

/**
 * `1` and `true` in any case are true, `0` and `false` are false, blank is the default. A checkbox
 * posts `on`, which is none of them: give it `value="1"`.
 * @throws ActionError 400 for anything else
 */
export function toBoolean<D>(text: string | null, otherwise: D): boolean | D {
  if (isBlank(text)) return otherwise;
  const value = parseBoolean(text ?? '');
  if (value === undefined) throw badPara(text ?? '', 'one of 1, true, 0, false');
  return value;
}

/** As `toBoolean`, with `undefined` for what is neither. */
export function parseBoolean(text: string): boolean | undefined {
  const word = trim(text).toLowerCase();
  if (word === '1' || word === 'true') return true;
  return word === '0' || word === 'false' ? false : undefined;
}
