import type { IncomingMessage } from 'node:http';
import { BadRequestError } from './bad-request.ts';

/** Whether a request has a body at all. Says so without looking at the connection. */
export function hasBody(node: IncomingMessage): boolean {
  const length = node.headers['content-length'];
  if (length !== undefined) return length !== '0';
  return node.headers['transfer-encoding'] !== undefined || isFramed(node);
}

/** On HTTP/2 the frame of the head says whether anything follows. */
function isFramed(node: object): boolean {
  if (!('stream' in node)) return false;
  const { stream } = node;
  return (
    typeof stream === 'object' &&
    stream !== null &&
    'endAfterHeaders' in stream &&
    stream.endAfterHeaders === false
  );
}

/**
 * Refuses a body that says itself that it is too large, before a byte of it is read.
 * @param maxBytes below zero: any number
 * @throws BadRequestError 413
 */
export function checkDeclaredLength(node: IncomingMessage, maxBytes: number): void {
  if (maxBytes < 0) return;
  const length = node.headers['content-length'];
  if (length !== undefined && Number(length) > maxBytes) throw tooLarge(node, maxBytes);
}

/** The error of a body that is over its limit. What the client still sends is dropped. */
export function tooLarge(node: IncomingMessage, maxBytes: number): BadRequestError {
  node.resume();
  return new BadRequestError(413, `The body has more than ${String(maxBytes)} bytes`);
}

/**
 * Reads a body to its end.
 * @param maxBytes below zero: any number
 * @throws BadRequestError 413 over the limit, with or without a Content-Length; 400 when the client went away
 */
export function readBody(node: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (): void => {
      node.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
    };
    const fail = (error: BadRequestError): void => {
      settle();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (maxBytes >= 0 && length > maxBytes) fail(tooLarge(node, maxBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      settle();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    const onClose = (): void => {
      fail(cutOff());
    };
    const onError = (cause: unknown): void => {
      fail(cutOff(cause));
    };
    node.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
    if (node.destroyed || node.readableEnded) onClose();
  });
}

/** The error of a body that did not come to its end. */
export function cutOff(cause?: unknown): BadRequestError {
  return new BadRequestError(400, 'The connection ended before the body did', { cause });
}
