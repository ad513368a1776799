import { isControl } from './text.ts';

/** In bytes of UTF-8, as most file systems count (255 for the whole name), with room for a number. */
const LENGTH = 200;

/** Characters that some file system takes for something else than part of a name. */
const SPECIAL = '/\\:*?"<>|';

/**
 * The last part of a name that may be a path of any system, made harmless: no control and special
 * characters, no dots or spaces at its ends. Never empty: `file` in the worst case.
 */
export function lastSegment(name: string): string {
  const cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  let clean = '';
  for (const character of name.slice(cut + 1)) {
    const code = character.charCodeAt(0);
    if (!isControl(code) && !SPECIAL.includes(character)) clean += character;
  }
  clean = withoutEnds(clean);
  return clean === '' ? 'file' : withoutEnds(lastBytes(clean));
}

/** The end of a name, of whole characters. */
function lastBytes(name: string): string {
  let room = LENGTH;
  const kept: string[] = [];
  for (const character of Array.from(name).reverse()) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept.push(character);
  }
  return kept.reverse().join('');
}

function withoutEnds(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && isEnd(name[start])) start += 1;
  while (end > start && isEnd(name[end - 1])) end -= 1;
  return name.slice(start, end);
}

function isEnd(character: string | undefined): boolean {
  return character === '.' || character === ' ';
}
