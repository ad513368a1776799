import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { IllegalArgumentException } from 'httpsession';
import type { Part } from '../api/index.ts';
import type { PartContent } from './part-content.ts';
import type { PartHead } from './part-head.ts';

/** One part of a multipart form that has been read. */
export class StoredPart implements Part {
  readonly #head: PartHead;
  readonly #content: PartContent;
  readonly #folder: string;

  /** @param folder where relative names of `write` are */
  constructor(head: PartHead, content: PartContent, folder: string) {
    this.#head = head;
    this.#content = content;
    this.#folder = folder;
  }

  /** Where the bytes are. */
  get content(): PartContent {
    return this.#content;
  }

  getInputStream(): Readable {
    return this.#content.open();
  }

  getContentType(): string | null {
    return this.getHeader('content-type');
  }

  getName(): string {
    return this.#head.name;
  }

  getSubmittedFileName(): string | null {
    return this.#head.fileName ?? null;
  }

  getSize(): number {
    return this.#content.size;
  }

  /** @throws IllegalArgumentException for a relative name that leads out of the folder */
  async write(fileName: string): Promise<void> {
    await this.#content.moveTo(this.#locate(fileName));
  }

  async delete(): Promise<void> {
    await this.#content.delete();
  }

  getHeader(name: string): string | null {
    return this.getHeaders(name)[0] ?? null;
  }

  getHeaders(name: string): string[] {
    return [...(this.#head.fields.get(name.toLowerCase()) ?? [])];
  }

  /** In lower case, as in Tomcat. */
  getHeaderNames(): string[] {
    return [...this.#head.fields.keys()];
  }

  /** Names often come from the client: relative ones stay inside. */
  #locate(fileName: string): string {
    const target = resolve(this.#folder, fileName);
    const way = relative(this.#folder, target);
    const isInside = way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
    if (isAbsolute(fileName) || isInside) return target;
    throw new IllegalArgumentException(
      'Part.write: the name leads out of the folder of the multipart config; take only its last ' +
        'segment, or give an absolute path',
    );
  }
}
