/** How the bytes of a request become text. */
export interface CharsetDecoder {
  /** As the caller wrote it. */
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => string;
  /** The name of it that `TextDecoder` has; undefined where each byte is the character of its number. */
  readonly encoding: string | undefined;
}

/** What the web's forms, queries and JSON are in. */
export const UTF_8: CharsetDecoder = decoderOf('UTF-8');

/**
 * The decoder of a charset, by its name. `ISO-8859-1` and `US-ASCII` are what Java means by them, each byte
 * the character of its number, not the windows-1252 of the web's rules. Undefined when this runtime does not
 * know it.
 */
export function findDecoder(name: string): CharsetDecoder | undefined {
  const lower = name.toLowerCase();
  if (lower === 'utf-8' || lower === 'utf8') return UTF_8;
  try {
    return decoderOf(name);
  } catch {
    return undefined;
  }
}

/** What gives pieces of text as bytes come in; without bytes the rest. */
export interface StreamDecoder {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

/** A decoder for one text that comes in pieces, which may end inside a character. */
export function createStreamDecoder(decoder: CharsetDecoder): StreamDecoder {
  return decoder.encoding === undefined
    ? { decode: (bytes) => (bytes === undefined ? '' : decoder.decode(bytes)) }
    : new TextDecoder(decoder.encoding, { ignoreBOM: true });
}

function decoderOf(name: string): CharsetDecoder {
  const lower = name.toLowerCase();
  if (lower === 'iso-8859-1' || lower === 'latin1' || lower === 'us-ascii' || lower === 'ascii') {
    return { name, decode: decodeLatin1, encoding: undefined };
  }
  // A byte order mark is part of the text, as in Java.
  const decoder = new TextDecoder(name, { ignoreBOM: true });
  const { encoding } = decoder;
  return { name, decode: (bytes) => decoder.decode(bytes), encoding };
}

function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
