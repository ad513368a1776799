/** A set of ASCII characters, looked up by code. */
export type CharSet = Uint8Array;

/** The set of the characters of a text. */
export function charSet(chars: string): CharSet {
  const set = new Uint8Array(128);
  for (let i = 0; i < chars.length; i++) set[chars.charCodeAt(i)] = 1;
  return set;
}

/** The same set without some characters. */
export function without(set: CharSet, chars: string): CharSet {
  const left = Uint8Array.from(set);
  for (let i = 0; i < chars.length; i++) left[chars.charCodeAt(i)] = 0;
  return left;
}

/** The digits of ASCII. */
export const DIGITS = '0123456789';
/** The letters and digits of ASCII. */
export const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Whether a text has only characters of the set, and at least one. */
export function isMadeOf(text: string, set: CharSet): boolean {
  for (let i = 0; i < text.length; i++) {
    if (set[text.charCodeAt(i)] !== 1) return false;
  }
  return text.length > 0;
}
