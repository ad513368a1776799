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

/** Kinds of files that servers of Java run when they lie in the wrong folder. */
const NEVER = ['.jsp', '.jspx'];

/** A name with this many others beside it is not what anybody uploads by accident. */
const NUMBERS = 1000;

/** A file that came with a multipart form. It is on disk only after `save`. */
export class UploadFile {
  readonly #part: Part;
  readonly #folder: string;

  constructor(part: Part, folder: string) {
    this.#part = part;
    this.#folder = folder;
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
   * @param folder from the upload path; default: the upload path itself
   * @throws RangeError when the folder leads out of the upload path
   */
  async save(folder = ''): Promise<string> {
    const target = resolve(this.#folder, folder);
    const root = resolve(this.#folder);
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
 * The files among the parts of a request.
 * @throws ActionError 400 when one of them is of a kind that is never taken
 */
export function uploadsOf({ request, config }: ControllerExchange): readonly UploadFile[] {
  const files: UploadFile[] = [];
  for (const part of request.getParts()) {
    const submitted = part.getSubmittedFileName();
    if (submitted === null || submitted === '') continue;
    const file = new UploadFile(part, config.baseUploadPath);
    if (NEVER.includes(parse(file.getFileName()).ext.toLowerCase())) {
      throw new ActionError(400, { message: 'Files of this kind are not taken as uploads' });
    }
    files.push(file);
  }
  return files;
}
