/** How much of a name of somebody else's a message shows. */
export const SHOWN_NAME = 64;

/** What ends a line, moves the cursor, hides, or turns the direction of a text: all that is no character. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A text of somebody else's as messages show it: nothing in it begins another line of a log or paints on
 * the terminal of who reads it, and it has a bounded length.
 */
export function printable(text: string, max: number = SHOWN_NAME): string {
  return escapeInvisible(shorten(text, max));
}

/** The same as a string of JSON. */
export function quote(text: string): string {
  return escapeInvisible(JSON.stringify(shorten(text, SHOWN_NAME)));
}

/** A text of bounded length. */
export function shorten(text: string, max: number = SHOWN_NAME): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
