const SPACE = 0x20;

/**
 * Cuts off what Java's `String.trim` cuts off: everything up to U+0020 on both sides. JavaScript's
 * own `trim` leaves control characters and takes wider spaces.
 */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= SPACE) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= SPACE) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Whether a character is a control character of ASCII. */
export function isControl(code: number): boolean {
  return code < SPACE || code === 0x7f;
}

/** Whether a character is a letter or digit of ASCII. */
export function isAlphanumeric(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a)
  );
}

/** Whether there is nothing to see: `null`, or only characters up to U+0020. */
export function isBlank(text: string | null): boolean {
  if (text === null) return true;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > SPACE) return false;
  }
  return true;
}
