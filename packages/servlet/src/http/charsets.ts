/** How the bytes of a request become text. */
export interface Charset {
  /** As the caller wrote it. */
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => string;
  /** The name of it that `TextDecoder` has; undefined where each byte is the character of its number. */
  readonly encoding: string | undefined;
}

export const UTF_8: Charset = charsetOf('UTF-8');

/**
 * A charset by its name. `ISO-8859-1` and `US-ASCII` are what Java means by them, each byte the character of
 * its number, not the windows-1252 of the web's rules. Undefined when this runtime does not know it.
 */
export function findCharset(name: string): Charset | undefined {
  const lower = name.toLowerCase();
  if (lower === 'utf-8' || lower === 'utf8') return UTF_8;
  try {
    return charsetOf(name);
  } catch {
    return undefined;
  }
}

/** What gives pieces of text as bytes come in; without bytes the rest. */
export interface StreamDecoder {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

/** A decoder for one text that comes in pieces, which may end inside a character. */
export function createStreamDecoder(charset: Charset): StreamDecoder {
  return charset.encoding === undefined
    ? { decode: (bytes) => (bytes === undefined ? '' : charset.decode(bytes)) }
    : new TextDecoder(charset.encoding, { ignoreBOM: true });
}

/** The type and subtype of a content type in lower case, without its parameters. */
export function mediaType(contentType: string | undefined): string {
  if (contentType === undefined) return '';
  const semicolon = contentType.indexOf(';');
  const type = semicolon < 0 ? contentType : contentType.slice(0, semicolon);
  return type.trim().toLowerCase();
}

function charsetOf(name: string): Charset {
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
