import type { IncomingMessage } from 'node:http';
import type { HttpServletRequest } from '@httpsession/servlet';

/** Bodies that were read before the application, by their request. */
const bodies = new WeakMap<IncomingMessage, Buffer>();

/** More than the limit was sent. */
export class BodyTooLargeError extends Error {
  /** The status of the answer. */
  readonly status = 413;
}

/** Whether the client sends a body. */
export function hasBody(request: HttpServletRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = request.node.headers;
  return length === undefined ? coding !== undefined : length !== '0';
}

/**
 * Whether the body should be read before the application runs: there is one, it can still be had, and
 * it is no upload, whose parts are the container's.
 */
export function isReadable(request: HttpServletRequest): boolean {
  const { node } = request;
  const type = request.getContentType()?.toLowerCase() ?? '';
  if (!hasBody(request) || type.startsWith('multipart/')) return false;
  // The container reads forms, and gives their bytes again.
  return !node.readableDidRead || type.startsWith('application/x-www-form-urlencoded');
}

/**
 * Reads a body, so that `request.getText()` and the like can give it at once.
 * @throws BodyTooLargeError when there is more than the limit
 */
export async function readBody(request: HttpServletRequest, limit: number): Promise<Buffer> {
  const { node } = request;
  if (Number(node.headers['content-length'] ?? 0) > limit) throw tooLarge(node, limit);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.getInputStream() as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge(node, limit);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, length);
  bodies.set(node, body);
  return body;
}

/** The body that was read; empty for a request without one; undefined when it was not read here. */
export function bodyOf(request: HttpServletRequest): Buffer | undefined {
  const body = bodies.get(request.node);
  if (body !== undefined) return body;
  return hasBody(request) ? undefined : Buffer.alloc(0);
}

/** What the client still sends is dropped. */
function tooLarge(node: IncomingMessage, limit: number): BodyTooLargeError {
  node.resume();
  return new BodyTooLargeError(`The body has more than ${limit} bytes`);
}
