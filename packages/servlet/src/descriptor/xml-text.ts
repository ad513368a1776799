import { DescriptorError } from './descriptor-error.ts';

/** No declaration is longer. */
const DECLARATION_BYTES = 256;

/**
 * The text of an XML file: by its byte order mark, else by the encoding that its declaration names,
 * else UTF-8.
 * @throws DescriptorError for an encoding that is unknown, or that the bytes are not in
 */
export function xmlText(bytes: Uint8Array, file: string): string {
  const encoding = encodingByMark(bytes) ?? declaredEncoding(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DescriptorError({ file, line: 1 }, `is not readable as ${encoding}`, { cause });
  }
}

function encodingByMark(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb ? 'utf-8' : undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  if (!head.startsWith('<?xml')) return undefined;
  const declaration = head.slice(0, head.indexOf('?>'));
  return /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1];
}
