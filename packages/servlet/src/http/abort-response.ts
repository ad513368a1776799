import type { ServerResponse } from 'node:http';

/** Node's response for HTTP/2 has the stream that it writes to. */
interface Streamed {
  readonly stream: { destroy(error: Error): unknown };
}

/** Cuts an answer short: the client must not take what it has for the whole. */
export function abortResponse(node: ServerResponse): void {
  // On HTTP/2 only an error says that there should have been more; without one the stream just ends.
  if (isStreamed(node)) node.stream.destroy(new Error('The answer was cut short'));
  else node.destroy();
}

function isStreamed(node: object): node is Streamed {
  return 'stream' in node && typeof node.stream === 'object' && node.stream !== null;
}
