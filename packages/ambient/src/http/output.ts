import type { HttpServletResponse } from '@httpsession/servlet';
import { IllegalArgumentException, IllegalStateException } from 'httpsession';

/** Text is UTF-8, and says so. */
const CHARSET = 'UTF-8';

/** Writes text; between bytes too, since both go the same way. */
export function print(response: HttpServletResponse, text: string): void {
  const stream = streamOf(response);
  if (stream === undefined) {
    response.getWriter().print(text);
    return;
  }
  if (!response.isCommitted() && response.getCharacterEncoding() !== CHARSET) {
    response.setCharacterEncoding(CHARSET);
  }
  stream.write(text);
}

/**
 * Bytes as they are written; numbers are cut to eight bits.
 * @throws IllegalArgumentException for what is no list of numbers, such as a text
 */
export function asBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (Array.isArray(bytes) && bytes.every((byte) => typeof byte === 'number')) {
    return Uint8Array.from(bytes);
  }
  throw new IllegalArgumentException(
    'response.write: bytes are a Uint8Array or an array of numbers; text goes to response.print',
  );
}

/** Text as it is printed: nothing for null and undefined. */
export function printed(value: unknown): string {
  return value === null || value === undefined ? '' : asText(value);
}

/** Any value but null and undefined as text: an object by its `toString`. */
export function asText(value: unknown): string {
  return (value as { toString(): string }).toString();
}

/** Undefined where somebody took the writer: what is printed then goes there, in its charset. */
function streamOf(
  response: HttpServletResponse,
): ReturnType<HttpServletResponse['getOutputStream']> | undefined {
  try {
    return response.getOutputStream();
  } catch (error) {
    if (error instanceof IllegalStateException) return undefined;
    throw error;
  }
}

/** Sends what was written. */
export function flush(response: HttpServletResponse): void {
  response.flushBuffer();
}

/** Ends the response. */
export function close(response: HttpServletResponse): void {
  (streamOf(response) ?? response.getWriter()).close();
}
