import type { Readable } from 'node:stream';
import { IllegalStateException } from 'httpsession';
import send from 'send';
import {
  DispatcherType,
  type HttpServletRequest,
  type HttpServletResponse,
} from '../../api/index.ts';
import { FileSink } from './file-sink.ts';

/** A file that is there, below a folder. */
export interface ServedFile {
  readonly root: string;
  /** Encoded, with a slash at its start. */
  readonly path: string;
  /** As the application maps the name; null: as everybody does. */
  readonly type: string | null;
}

/** What ranges and conditions are of: a client's own request. */
const UNCONDITIONAL = { headers: {}, method: 'GET' };

/**
 * Writes a file to a response, with its length, its type, what validates it, and the range or the `304` that the
 * client asked for. Done when all of it is written or the client is gone.
 * @throws what reading the file fails with
 */
export function sendFile(
  file: ServedFile,
  request: HttpServletRequest,
  response: HttpServletResponse,
): Promise<void> {
  const type = request.getDispatcherType();
  const isAddition = type === DispatcherType.INCLUDE || hasContent(response);
  const isWhole = isAddition || type === DispatcherType.ERROR;
  const isAsk = !isWhole && response.getStatus() === 200;
  // It is asked for its headers and its method, and read by nobody.
  const asked = (isAsk ? request.node : UNCONDITIONAL) as unknown as Readable;
  if (file.type !== null) response.setContentType(withCharset(file.type));
  return new Promise((resolve, reject) => {
    const sink = new FileSink(response, isAddition);
    sink.once('close', () => resolve());
    // What is wrong with the request is answered; what is wrong with the file is the servlet's failure.
    const stream = send(asked, file.path, {
      root: file.root,
      dotfiles: 'allow',
      index: false,
      cacheControl: false,
      acceptRanges: !isWhole,
    });
    stream.on('error', (error: Error & { status?: number }) => {
      sink.abandon();
      const { status = 500 } = error;
      if (status >= 500 || response.isCommitted()) {
        reject(error);
        return;
      }
      response.sendError(status);
      resolve();
    });
    stream.pipe(sink);
  });
}

/** Whether somebody has written to the body, such as a filter: only before that may the buffer be set. */
function hasContent(response: HttpServletResponse): boolean {
  try {
    response.setBufferSize(0);
    return false;
  } catch (error) {
    if (error instanceof IllegalStateException) return true;
    throw error;
  }
}

/** Files of text are UTF-8 these days; a browser would take them for something else. */
function withCharset(type: string): string {
  return type.startsWith('text/') && !type.includes(';') ? `${type};charset=UTF-8` : type;
}
