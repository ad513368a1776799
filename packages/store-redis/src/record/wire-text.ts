/** Before a text that UTF-8 cannot carry, or that begins as such a one. */
const ESCAPE = '\0w';

/**
 * A text as it goes to the server, where it is UTF-8. One that has halves of surrogate pairs would come back
 * as another text, so it travels as base64url of its UTF-16 units.
 */
export function toWire(text: string): string {
  if (isWellFormed(text) && !text.startsWith(ESCAPE)) return text;
  return ESCAPE + Buffer.from(text, 'utf16le').toString('base64url');
}

/** The text that `toWire` made this of. */
export function fromWire(wire: string): string {
  if (!wire.startsWith(ESCAPE)) return wire;
  return Buffer.from(wire.slice(ESCAPE.length), 'base64url').toString('utf16le');
}

/** In Node since 20, in TypeScript's library only with the one of 2024. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
