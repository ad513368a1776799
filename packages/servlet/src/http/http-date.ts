const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

interface DateWords {
  readonly year: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly time: string | undefined;
}

/**
 * Epoch milliseconds of an HTTP date in any of its three forms (RFC 9110, 5.6.7); undefined for what is
 * none. Years of two digits are within 50 years of `nowMs`.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const words = text.trim().split(' ');
  const first = words[0] ?? '';
  if (!first.endsWith(',')) return parseAsctime(words);
  if (words.at(-1) !== 'GMT') return undefined;
  const day = first.slice(0, -1);
  if (DAYS.includes(day) && words.length === 6) {
    return instant({ year: words[3], month: words[2], day: words[1], time: words[4] });
  }
  return LONG_DAYS.includes(day) && words.length === 4 ? parseRfc850(words, nowMs) : undefined;
}

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
function parseRfc850(words: readonly string[], nowMs: number): number | undefined {
  const [day, month, year, more] = (words[1] ?? '').split('-');
  if (more !== undefined) return undefined;
  return instant({ year: fullYear(year, nowMs), month, day, time: words[2] });
}

/** `Sun Nov  6 08:49:37 1994`, where a day of one digit has a space in front. */
function parseAsctime(words: readonly string[]): number | undefined {
  const [name = '', month, ...rest] = words;
  const [day, time, year, more] =
    rest[0] === '' ? [`0${rest[1] ?? ''}`, rest[2], rest[3], rest[4]] : rest;
  if (!DAYS.includes(name) || more !== undefined) return undefined;
  return instant({ year, month, day, time });
}

function fullYear(year: string | undefined, nowMs: number): string | undefined {
  const short = digits(year, 2);
  if (short === undefined) return undefined;
  const thisYear = new Date(nowMs).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + short;
  return String(guess > thisYear + 50 ? guess - 100 : guess);
}

function instant(words: DateWords): number | undefined {
  const year = digits(words.year, 4);
  const month = MONTHS.indexOf(words.month ?? '');
  const day = digits(words.day, 2);
  const time = timeOfDay(words.time);
  if (year === undefined || month < 0 || day === undefined || time === undefined) return undefined;
  const midnight = Date.UTC(year, month, day);
  // Whatever rolls over into another month was no day of this one.
  return new Date(midnight).getUTCDate() === day ? midnight + time : undefined;
}

/** Milliseconds since midnight. A minute may have a leap second. */
function timeOfDay(text = ''): number | undefined {
  if (text.length !== 8 || text[2] !== ':' || text[5] !== ':') return undefined;
  const hour = digits(text.slice(0, 2), 2) ?? Infinity;
  const minute = digits(text.slice(3, 5), 2) ?? Infinity;
  const second = digits(text.slice(6), 2) ?? Infinity;
  const isTime = hour < 24 && minute < 60 && second <= 60;
  return isTime ? ((hour * 60 + minute) * 60 + second) * 1000 : undefined;
}

/** A number of exactly so many digits. */
function digits(text: string | undefined, length: number): number | undefined {
  if (text?.length !== length) return undefined;
  let value = 0;
  for (let at = 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
