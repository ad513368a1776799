import type { CharsetDecoder } from './charset-decoder.ts';

const PERCENT = 0x25;
const PLUS = 0x2b;

/**
 * Decodes a name or value of `application/x-www-form-urlencoded`: `+` is a space, percent sequences are
 * bytes of the charset. Each character of `text` stands for one byte, as in what Node gives. Bytes that
 * mean nothing in the charset become U+FFFD; undefined for a broken percent sequence.
 */
export function decodeFormText(text: string, decoder: CharsetDecoder): string | undefined {
  const hasPercent = text.includes('%');
  if (!hasPercent && isAscii(text)) return text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (decoder.encoding === 'utf-8' && hasPercent && isAscii(text)) {
    try {
      return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
    } catch {
      // Either a broken sequence or no UTF-8: the slow way tells which.
    }
  }
  const bytes = decodeBytes(text);
  return bytes === undefined ? undefined : decoder.decode(bytes);
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) return false;
  }
  return true;
}

function decodeBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === PERCENT) {
      const high = hexDigit(text.charCodeAt(at + 1));
      const low = hexDigit(text.charCodeAt(at + 2));
      if (high < 0 || low < 0) return undefined;
      bytes[length] = high * 16 + low;
      at += 2;
    } else {
      bytes[length] = code === PLUS ? 0x20 : code;
    }
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** -1 for what is none, also behind the end of the text. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
