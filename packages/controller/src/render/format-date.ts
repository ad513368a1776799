/** The letters of Java's date patterns that are understood, with what they stand for. */
const FIELDS: Readonly<Record<string, (date: Date) => number>> = {
  y: (date) => date.getFullYear(),
  M: (date) => date.getMonth() + 1,
  d: (date) => date.getDate(),
  H: (date) => date.getHours(),
  m: (date) => date.getMinutes(),
  s: (date) => date.getSeconds(),
  S: (date) => date.getMilliseconds(),
};

/**
 * A date in a pattern of Java's `SimpleDateFormat`, in local time. Understood are `y`, `M`, `d`, `H`,
 * `m`, `s` and `S`, as often as the number has digits; other characters stand for themselves.
 */
export function formatDate(date: Date, pattern: string): string {
  let text = '';
  let at = 0;
  while (at < pattern.length) {
    const letter = pattern.charAt(at);
    const end = runEnd(pattern, at);
    const field = Object.hasOwn(FIELDS, letter) ? FIELDS[letter] : undefined;
    text += field === undefined ? pattern.slice(at, end) : padded(field(date), letter, end - at);
    at = end;
  }
  return text;
}

function padded(value: number, letter: string, width: number): string {
  const digits = String(value).padStart(width, '0');
  return letter === 'y' && width === 2 ? digits.slice(-2) : digits;
}

function runEnd(pattern: string, start: number): number {
  let end = start + 1;
  while (end < pattern.length && pattern[end] === pattern[start]) end += 1;
  return end;
}
