import { isAlphanumeric } from '../para/text.ts';

/** The longest address that mail can be sent to (RFC 5321). */
const EMAIL_LENGTH = 254;

const SCHEMES = ['http:', 'https:', 'ftp:'];

/**
 * Whether a text looks like a mail address: words of letters, digits and `'_-+` with dots between
 * them, an `@`, and a host name of at least two labels, the last one of two letters or digits at least.
 */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  if (at <= 0 || text.length > EMAIL_LENGTH) return false;
  const words = text.slice(0, at).split('.');
  const labels = text.slice(at + 1).split('.');
  const last = labels.at(-1) ?? '';
  return (
    words.every((word) => consistsOf(word, "'_-+")) &&
    labels.length >= 2 &&
    labels.every((label) => consistsOf(label, '-')) &&
    last.length >= 2 &&
    consistsOf(last, '')
  );
}

/** Whether a text is an absolute URL of http, https or ftp. */
export function isUrl(text: string): boolean {
  return text.includes('://') && URL.canParse(text) && SCHEMES.includes(new URL(text).protocol);
}

/** Whether a text matches an expression from its first to its last character. */
export function matchesAll(text: string, expression: string, isCaseSensitive: boolean): boolean {
  return new RegExp(`^(?:${expression})$`, isCaseSensitive ? '' : 'i').test(text);
}

/** Whether a word is not empty and has letters, digits and some other characters only. */
function consistsOf(word: string, others: string): boolean {
  for (const character of word) {
    if (!isAlphanumeric(character.codePointAt(0) ?? 0) && !others.includes(character)) return false;
  }
  return word.length > 0;
}
