import type { IncomingMessage } from 'node:http';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { hasBody } from './read-body.ts';

/**
 * Drops what the client still sends of a body that nobody read, for its next request stands behind it, and closes
 * the connection when there is more than so many bytes, as Tomcat does with `maxSwallowSize`. To be called
 * before the response is ended: Node would drop the rest itself then, however much it is.
 * Streams of HTTP/2 are ended one by one, as soon as they are answered.
 * @param maxBytes below zero: any number
 */
export function limitRest(node: IncomingMessage, maxBytes: number): void {
  if (node.complete || maxBytes < 0 || !hasBody(node)) return;
  if (node.httpVersionMajor > 1) {
    endStream(node);
    return;
  }
  const { socket } = node;
  let room = maxBytes;
  node.on('data', (chunk: Buffer) => {
    room -= chunk.length;
    if (room < 0) socket.destroy();
  });
  // Who was reading is cut off with the connection, and has nothing to say any more.
  node.on('error', () => undefined);
  node.resume();
}

/**
 * Without an error, so that the client keeps the answer (RFC 9113, 8.1). A stream whose body was read in part
 * would stay for as long as the client likes: Node ends only those that nobody has touched.
 */
function endStream(node: IncomingMessage): void {
  const { stream } = node as unknown as { readonly stream: ServerHttp2Stream };
  stream.once('finish', () => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  });
}
