import type { IncomingMessage } from 'node:http';
import { hasBody } from './read-body.ts';

/**
 * Drops what the client still sends of a body that nobody read, for its next request stands behind it, and closes
 * the connection when there is more than so many bytes, as Tomcat does with `maxSwallowSize`. To be called
 * before the response is ended: Node would drop the rest itself then, however much it is.
 * @param maxBytes below zero: any number
 */
export function limitRest(node: IncomingMessage, maxBytes: number): void {
  // Streams of HTTP/2 are ended one by one.
  if (node.complete || maxBytes < 0 || node.httpVersionMajor > 1 || !hasBody(node)) return;
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
