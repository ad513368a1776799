import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

import type { HttpServletResponse } from '@httpsession/servlet';

import type { ByteRange } from './byte-range.ts';

/** Bytes that are read at once. */
const CHUNK = 64 * 1024;

/** Writes a part of a file, no faster than the client takes it. Stops when the client is gone. */
export async function copyRange(
  file: FileHandle,
  range: ByteRange,
  response: HttpServletResponse,
): Promise<void> {
  const stream = response.getOutputStream();
  let position = range.first;
  while (position <= range.last && !isGone(response.node)) {
    const length = Math.min(CHUNK, range.last - position + 1);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) throw new Error('The file got shorter while it was sent');
    stream.write(buffer.subarray(0, bytesRead));
    position += bytesRead;
    await drained(response.node);
  }
}

function isGone(node: ServerResponse): boolean {
  return node.destroyed || node.closed;
}

async function drained(node: ServerResponse): Promise<void> {
  if (!node.writableNeedDrain || isGone(node)) return;
  const ended = new AbortController();
  const { signal } = ended;
  try {
    await Promise.race([once(node, 'drain', { signal }), once(node, 'close', { signal })]);
  } finally {
    ended.abort();
  }
}
