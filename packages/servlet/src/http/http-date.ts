const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * Epoch milliseconds of an HTTP date in any of its three forms (RFC 9110, 5.6.7); undefined for what is
 * none. Years of two digits are within 50 years of `nowMs`.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const words = text.trim().split(' ');
  const first = words[0] ?? '';
  if (first.endsWith(',')) {
    const day = first.slice(0, -1);
    if (DAYS.includes(day) && words.length === 6 && words[5] === 'GMT') {
      return instant(words[3], words[2], words[1], words[4]);
    }
    if (LONG_DAYS.includes(day) && words.length === 4 && words[3] === 'GMT') {
      const [date, month, year, more] = (words[1] ?? '').split('-');
      if (more !== undefined) return undefined;
      return instant(fullYear(year, nowMs), month, date, words[2]);
    }
    return undefined;
  }
  // asctime pads a day of one digit with a space.
  if (words[2] === '') words.splice(2, 1, `0${words.splice(3, 1)[0] ?? ''}`);
  if (!DAYS.includes(first) || words.length !== 5) return undefined;
  return instant(words[4], words[1], words[2], words[3]);
}

function fullYear(year: string | undefined, nowMs: number): string | undefined {
  const short = digits(year, 2);
  if (short === undefined) return undefined;
  const thisYear = new Date(nowMs).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + short;
  return String(guess > thisYear + 50 ? guess - 100 : guess);
}

function instant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: string | undefined,
): number | undefined {
  const [hour, minute, second, more] = (time ?? '').split(':');
  const fields = [
    digits(year, 4),
    MONTHS.indexOf(month ?? ''),
    digits(day, 2),
    digits(hour, 2),
    digits(minute, 2),
    digits(second, 2),
  ];
  const [y, mo, d, h, mi, s] = fields;
  if (y === undefined || mo === undefined || d === undefined) return undefined;
  if (h === undefined || mi === undefined || s === undefined) return undefined;
  if (more !== undefined || mo < 0 || h > 23 || mi > 59 || s > 60) return undefined;
  const ms = Date.UTC(y, mo, d, h, mi, s);
  // Whatever rolls over into the next month was no day of this one.
  return d >= 1 && new Date(Date.UTC(y, mo, d)).getUTCDate() === d ? ms : undefined;
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
