import type { HttpServletResponse } from '@httpsession/servlet';
import { IllegalStateException } from 'httpsession';

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
