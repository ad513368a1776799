import type { Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { IllegalArgumentException } from 'httpsession';

import { errorCode } from '../para/error-code.ts';
import { isBlank, isControl, trim } from '../para/text.ts';
import { BaseRender } from './base-render.ts';
import { byteRange, type ByteRange } from './byte-range.ts';
import { attachment } from './content-disposition.ts';
import { copyRange } from './file-copy.ts';

const PARTIAL_CONTENT = 206;
const NOT_FOUND = 404;
const RANGE_NOT_SATISFIABLE = 416;

/** What the system says of names that no file has. */
const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'];

/** Writes a file as a download, in whole or the one part that the client asks for. */
export class FileRender extends BaseRender {
  readonly #file: string | URL;
  readonly #downloadName: string | undefined;

  /**
   * @param file a name below `baseDownloadPath`, or a `file:` URL
   * @param downloadName what the client stores it as; default: its own name
   * @throws IllegalArgumentException for a blank name, and for control characters
   */
  constructor(file: string | URL, downloadName?: string) {
    super();
    if (typeof file === 'string' && isBlank(file)) {
      throw new IllegalArgumentException('The name of a file must not be blank');
    }
    if (downloadName !== undefined && isBlank(downloadName)) {
      throw new IllegalArgumentException('The name of a download must not be blank');
    }
    // Found here, where the mistake is made, and not when the answer is written.
    if (downloadName !== undefined) attachment(downloadName);
    this.#file = file;
    this.#downloadName = downloadName;
  }

  async render(): Promise<void> {
    const path = pathOf(this.#file, this.exchange.config.baseDownloadPath);
    const file = path === undefined ? undefined : await openFile(path);
    if (path === undefined || file === undefined) {
      const missing = this.exchange.config.renderFactory.getErrorRender(NOT_FOUND);
      await missing.setContext(this.exchange, this.viewPath).render();
      return;
    }
    try {
      await this.#send(path, file);
    } finally {
      await file.close();
    }
  }

  async #send(path: string, file: FileHandle): Promise<void> {
    const { request, response } = this;
    const stats = await file.stat();
    const name = basename(path);
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('Content-Disposition', attachment(this.#downloadName ?? harmless(name)));
    response.setHeader('Last-Modified', stats.mtime.toUTCString());
    response.setContentType(
      request.getServletContext().getMimeType(name) ?? 'application/octet-stream',
    );
    const range = this.#range(stats);
    if (range === 'none') {
      response.setHeader('Content-Range', `bytes */${String(stats.size)}`);
      response.setStatus(RANGE_NOT_SATISFIABLE);
      return;
    }
    if (range !== undefined) {
      const { first, last } = range;
      response.setHeader(
        'Content-Range',
        `bytes ${String(first)}-${String(last)}/${String(stats.size)}`,
      );
      response.setStatus(PARTIAL_CONTENT);
    }
    const sent = range ?? { first: 0, last: stats.size - 1 };
    response.setContentLengthLong(sent.last - sent.first + 1);
    if (request.getMethod() !== 'HEAD') await copyRange(file, sent, response);
  }

  /** The part to send. A client that has an older state of the file gets the whole of the new one. */
  #range(stats: Stats): ByteRange | 'none' | undefined {
    const { request } = this;
    const ifRange = request.getHeader('If-Range');
    if (ifRange !== null && ifRange !== stats.mtime.toUTCString()) return undefined;
    return byteRange(request.getHeader('Range'), stats.size);
  }
}

/** The path of the file; `undefined` for a name that leads out of the folder of downloads. */
function pathOf(file: string | URL, folder: string): string | undefined {
  if (typeof file !== 'string') return fileURLToPath(file);
  if (file.includes('\0')) return undefined;
  const root = resolve(folder);
  const path = join(root, trim(file).replaceAll('\\', '/'));
  return path.startsWith(join(root, '/')) ? path : undefined;
}

/** The file, if there is one; `undefined` when it is missing, or a folder or device. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    if (!MISSING.includes(errorCode(error))) throw error;
  }
  await file?.close();
  return undefined;
}

/** The name of a file on disk may hold anything. */
function harmless(name: string): string {
  let safe = '';
  for (const character of name) safe += isControl(character.charCodeAt(0)) ? '_' : character;
  return safe;
}
