import type { IncomingMessage } from 'node:http';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { hasBody } from './read-body.ts';

/**
 * Ends a request over HTTP/2 whose body is not complete in time, and that nobody has begun to answer: with
 * 408, as Node does over HTTP/1, where its `requestTimeout` says for how long; over HTTP/2 it waits for ever.
 *
 * @param seconds 0 or below: no limit
 * @returns stops the clock; undefined: none was started
 */
export function limitBodyTime(node: IncomingMessage, seconds: number): (() => void) | undefined {
  if (seconds <= 0 || node.httpVersionMajor < 2 || node.complete || !hasBody(node))
    return undefined;
  const { stream } = node as unknown as { readonly stream: ServerHttp2Stream };
  const timer = setTimeout(() => {
    if (stream.readableEnded || stream.destroyed || stream.headersSent) return;
    stream.respond({ ':status': 408 }, { endStream: true });
    stream.close(constants.NGHTTP2_NO_ERROR);
  }, seconds * 1000);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
}
