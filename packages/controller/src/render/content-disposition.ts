import { IllegalArgumentException } from 'httpsession';

import { isAlphanumeric, isControl } from '../para/text.ts';

const LAST_ASCII = 0x7e;

/** What ends a quoted text, or is taken for an escape by some clients. */
const AMBIGUOUS = '"\\%';

/** What a parameter value may hold as it is (RFC 8187, `attr-char`), beside letters and digits. */
const PLAIN = '!#$&+-.^_`|~';

/**
 * The Content-Disposition field of a download: the name in ASCII for old clients, and in UTF-8.
 * @throws IllegalArgumentException for control characters, which could start another field
 */
export function attachment(fileName: string): string {
  let ascii = '';
  for (const character of fileName) {
    const code = character.codePointAt(0) ?? 0;
    if (isControl(code)) {
      throw new IllegalArgumentException(
        'The name of a download must not contain control characters',
      );
    }
    ascii += code > LAST_ASCII || AMBIGUOUS.includes(character) ? '_' : character;
  }
  const quoted = `attachment; filename="${ascii}"`;
  return ascii === fileName ? quoted : `${quoted}; filename*=UTF-8''${extended(fileName)}`;
}

function extended(text: string): string {
  let value = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    const isPlain = isAlphanumeric(byte) || (byte < 0x7f && PLAIN.includes(character));
    value += isPlain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return value;
}
