import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Part } from '@httpsession/servlet';

import { ActionError } from '../common/errors.ts';
import type { ControllerExchange } from '../common/exchange.ts';
import { errorCode } from './error-code.ts';
import { lastSegment } from './file-name.ts';
import { trim } from './text.ts';

/** Kinds of files that servers of Java run when they lie in the wrong folder: never taken. */
const NEVER: readonly string[] = ['jsp', 'jspx'];

/** A name with this many others beside it is not what anybody uploads by accident. */
const NUMBERS = 1000;

/** Where uploads are saved. */
interface UploadPlace {
  /** The folder of all uploads. */
  readonly root: string;
  /** Where a file goes below it, unless `save` says otherwise. */
  readonly path: string;
}

/** Where files go, and how much is taken. */
export interface UploadTerms {
  /** Where `save` puts them, from the upload path; default: the upload path itself. */
  readonly path?: string | undefined;
  /** The most bytes that all of them may have; default: no other limit than that of the body. */
  readonly maxSize?: number | undefined;
}

/** A file that came with a multipart form. It is on disk only after `save`. */
export class UploadFile {
  readonly #part: Part;
  readonly #place: UploadPlace;

  /** Made by `getFile` and its like: a part of the form, and the place that `save` puts it. */
  constructor(part: Part, place: UploadPlace) {
    this.#part = part;
    this.#place = place;
  }

  /** The name of the form field. */
  getParameterName(): string {
    return this.#part.getName();
  }

  /** The name that the client gives it, as it came: never a path to write to. */
  getOriginalFileName(): string {
    return this.#part.getSubmittedFileName() ?? '';
  }

  /** The last part of the original name, without what file systems take for something else. */
  getFileName(): string {
    return lastSegment(this.getOriginalFileName());
  }

  /** What the client says that it is, or `null`. */
  getContentType(): string | null {
    return this.#part.getContentType();
  }

  /** In bytes. */
  getSize(): number {
    return this.#part.getSize();
  }

  /** The content. */
  getInputStream(): Readable {
    return this.#part.getInputStream();
  }

  /** The part of the form that it is. */
  getPart(): Part {
    return this.#part;
  }

  /**
   * Writes the file to a folder below the upload path, which is made when it is missing, and gives
   * its path. A file that is there already is never replaced: the name gets a number.
   *
   * @param folder from the upload path; default: what the getter of the file was told, else the
   *   upload path itself
   * @throws RangeError when the folder leads out of the upload path
   */
  async save(folder: string = this.#place.path): Promise<string> {
    const root = resolve(this.#place.root);
    const target = resolve(root, folder);
    if (target !== root && !target.startsWith(join(root, '/'))) {
      throw new RangeError('The folder of an upload lies outside of baseUploadPath');
    }
    await mkdir(target, { recursive: true });
    const { name, ext } = parse(this.getFileName());
    for (let number = 0; number < NUMBERS; number += 1) {
      const path = join(target, `${name}${number === 0 ? '' : String(number)}${ext}`);
      if (await this.#writeTo(path)) return path;
    }
    throw new RangeError(`There are ${String(NUMBERS)} uploads of this name already`);
  }

  /** Writes a new file; `false` when there is one. */
  async #writeTo(path: string): Promise<boolean> {
    try {
      await pipeline(this.#part.getInputStream(), createWriteStream(path, { flags: 'wx' }));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }
}

/**
 * The files among the parts of a request, all or none of them.
 * @throws ActionError 400 when one of them is of a kind that is not taken, 413 when they are too large
 */
export function uploadsOf(
  { request, config }: ControllerExchange,
  { path = '', maxSize = Infinity }: UploadTerms = {},
): readonly UploadFile[] {
  const files: UploadFile[] = [];
  const place = { root: config.baseUploadPath, path: belowRoot(path) };
  let size = 0;
  for (const part of request.getParts()) {
    const submitted = part.getSubmittedFileName();
    if (submitted === null || submitted === '') continue;
    const file = new UploadFile(part, place);
    checkKind(file, config.uploadExtensions);
    size += part.getSize();
    files.push(file);
  }
  if (size <= maxSize) return files;
  throw new ActionError(413, {
    message: `The uploads have ${String(size)} bytes; ${String(maxSize)} are taken`,
  });
}

/** As in JFinal, a slash at the start of a path means the upload path, not the root of the disk. */
function belowRoot(path: string): string {
  let start = 0;
  const text = trim(path);
  while (text[start] === '/' || text[start] === '\\') start += 1;
  return text.slice(start);
}

function checkKind(file: UploadFile, taken: ReadonlySet<string>): void {
  const extension = parse(file.getFileName()).ext.slice(1).toLowerCase();
  if (taken.has(extension) && !NEVER.includes(extension)) return;
  throw new ActionError(400, {
    message: `Files of the kind ${JSON.stringify(extension)} are not taken as uploads`,
  });
}
