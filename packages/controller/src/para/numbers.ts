import { badPara } from './bad-para.ts';
import { isBlank, trim } from './text.ts';

const ZERO = 0x30;
const NINE = 0x39;
const INT_MAX = 0x7fff_ffff;
const INT_MIN = -0x8000_0000;

/** Longer texts are no numbers that anyone means, and making a bigint of them takes long. */
const DIGITS_AT_MOST = 1024;

/**
 * The 32-bit integer in a parameter; blank gives the default. A leading `N` means minus, because
 * `-` separates the parameters in a URL.
 * @throws ActionError 400 for anything else, also for numbers beyond 32 bits
 */
export function toInt<D>(text: string | null, otherwise: D): number | D {
  if (isBlank(text)) return otherwise;
  const value = parseSafe(text ?? '');
  if (value === undefined || value > INT_MAX || value < INT_MIN) {
    throw badPara(text ?? '', 'an integer of 32 bits');
  }
  return value;
}

/**
 * The integer in a parameter, as `toInt` reads it, but as far as a number is exact (2^53 - 1).
 * @throws ActionError 400 for anything else: beyond that, a number would be another one
 */
export function toLong<D>(text: string | null, otherwise: D): number | D {
  if (isBlank(text)) return otherwise;
  const value = parseSafe(text ?? '');
  if (value === undefined) throw badPara(text ?? '', 'an integer that a number holds exactly');
  return value;
}

/**
 * The integer of any size in a parameter, as `toInt` reads it.
 * @throws ActionError 400 for anything else, and for more than 1024 characters
 */
export function toBigInt<D>(text: string | null, otherwise: D): bigint | D {
  if (isBlank(text)) return otherwise;
  const { negative, digits } = signed(trim(text ?? ''));
  if (digits.length > DIGITS_AT_MOST || !isDigits(digits)) {
    throw badPara(text ?? '', 'an integer');
  }
  const value = BigInt(digits);
  return negative ? -value : value;
}

/**
 * The decimal number in a parameter, with an exponent if need be; blank gives the default, and `N`
 * means minus as in `toInt`.
 * @throws ActionError 400 for anything else, also for what is not finite
 */
export function toDouble<D>(text: string | null, otherwise: D): number | D {
  if (isBlank(text)) return otherwise;
  const value = parseDecimal(text ?? '');
  if (value === undefined) throw badPara(text ?? '', 'a number');
  return value;
}

/** An exact integer as Java's `parseInt` writes it, with `N` for minus; `undefined` if it is none. */
export function parseSafe(text: string): number | undefined {
  const { negative, digits } = signed(trim(text));
  if (!isDigits(digits)) return undefined;
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) return undefined;
  return negative ? 0 - value : value;
}

/** A finite decimal number, with `N` for minus; `undefined` if it is none. */
export function parseDecimal(text: string): number | undefined {
  const { negative, digits } = signed(trim(text));
  if (digits.length === 0 || digits.length > DIGITS_AT_MOST || !isDecimal(digits)) return undefined;
  const value = Number(digits);
  if (!Number.isFinite(value)) return undefined;
  return negative ? 0 - value : value;
}

/** Takes the sign off: `+` or `-`, and before it `N` or `n`, which turns it round. */
function signed(text: string): { negative: boolean; digits: string } {
  let negative = false;
  let at = 0;
  if (text.startsWith('N') || text.startsWith('n')) {
    negative = true;
    at = 1;
  }
  if (text[at] === '-') {
    negative = !negative;
    at += 1;
  } else if (text[at] === '+') at += 1;
  return { negative, digits: at === 0 ? text : text.slice(at) };
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return text.length > 0;
}

/** Keeps out what `Number` takes beside decimals: hexadecimal, `Infinity`, a second sign. */
function isDecimal(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const isSign = character === '-' || character === '+';
    if (isSign ? at === 0 : !'0123456789.eE'.includes(character)) return false;
  }
  return true;
}
