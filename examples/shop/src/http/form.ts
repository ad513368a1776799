import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/** More than any form of this shop can hold, in bytes. */
const LIMIT = 8192;

/**
 * Reads the body of a posted form.
 * @throws Problem when it is no urlencoded form, or is larger than 8 KiB
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new Problem('notAForm');
  }
  if (Number(request.headers['content-length'] ?? 0) > LIMIT) throw new Problem('tooLarge');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // A body that did not say its length: leaving the loop closes the connection.
    if (size > LIMIT) throw new Problem('tooLarge');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
