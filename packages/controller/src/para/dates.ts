import { badPara } from './bad-para.ts';
import { isBlank, trim } from './text.ts';

/** Year, month, day, hour, minute, second; months from 1. */
type Fields = [number, number, number, number, number, number];

/** The letters of Java's date patterns for the fields, in their order. */
const LETTERS = 'yMdHms';

const DATE = 'yyyy-MM-dd';
const MINUTES = 'yyyy-MM-dd HH:mm';
const SECONDS = 'yyyy-MM-dd HH:mm:ss';

/**
 * The date in a parameter, in local time: `yyyy-MM-dd`, with ` HH:mm` or ` HH:mm:ss` behind it, or
 * `T` in place of the space as HTML's date inputs write it. Blank gives the default. Single digits
 * will do (`2020-1-5`), days that do not exist will not.
 * @throws ActionError 400 for anything else
 */
export function toDate<D>(text: string | null, otherwise: D): Date | D {
  if (isBlank(text)) return otherwise;
  const date = parseAny(trim(text ?? ''));
  if (date === undefined) throw badPara(text ?? '', 'a date like 2020-12-31 or 2020-12-31 23:59');
  return date;
}

/**
 * A date in a pattern of Java's `SimpleDateFormat`, in local time; `undefined` when the text is none.
 * Understood are the letters `y`, `M`, `d`, `H`, `m` and `s`; other characters stand for themselves.
 */
export function parseDate(text: string, pattern: string): Date | undefined {
  const fields: Fields = [1970, 1, 1, 0, 0, 0];
  let at = 0;
  for (let place = 0; place < pattern.length; place += 1) {
    const letter = pattern.charAt(place);
    const field = LETTERS.indexOf(letter);
    if (field === -1) {
      if (text[at] !== letter) return undefined;
      at += 1;
    } else if (pattern[place + 1] !== letter) {
      const end = digitsEnd(text, at, field === 0 ? 4 : 2);
      if (end === at) return undefined;
      fields[field] = Number(text.slice(at, end));
      at = end;
    }
  }
  return at === text.length ? existing(fields) : undefined;
}

function parseAny(text: string): Date | undefined {
  if (text.length <= DATE.length) return parseDate(text, DATE);
  const separated = text.includes(' ') ? text : text.replace('T', ' ');
  return parseDate(separated, text.length === MINUTES.length ? MINUTES : SECONDS);
}

function digitsEnd(text: string, start: number, atMost: number): number {
  let at = start;
  while (at < text.length && at - start < atMost && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The moment with these fields, unless `Date` had to shift one of them to find it. */
function existing(fields: Fields): Date | undefined {
  const [year, month, day, hour, minute, second] = fields;
  const date = new Date(2000, 0, 1);
  // Not through the constructor, which takes years below 100 for the last century.
  date.setFullYear(year, month - 1, day);
  date.setHours(hour, minute, second);
  const found = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  ];
  return found.every((value, index) => value === fields[index]) ? date : undefined;
}
