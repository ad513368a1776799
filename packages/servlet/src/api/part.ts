import type { Readable } from 'node:stream';

/** Java's `Part`: one part of a multipart body, such as a file that was uploaded. */
export interface Part {
  /** The content. Can be asked again. */
  getInputStream(): Readable;
  /** The media type as sent, or `null`. */
  getContentType(): string | null;
  /** The name of the form's field. */
  getName(): string;
  /** The name of the file on the client, which is not to be trusted; `null` when it is no file. */
  getSubmittedFileName(): string | null;
  /** Bytes of the content. */
  getSize(): number;
  /** Puts the content into a file; a relative name is below the location of the multipart config. */
  write(fileName: string): Promise<void>;
  /** Drops the content, and its temporary file. */
  delete(): Promise<void>;
  /** The first field of this name of the part's head, or `null`. */
  getHeader(name: string): string | null;
  /** All fields of this name of the part's head. */
  getHeaders(name: string): string[];
  /** The names of the fields of the part's head. */
  getHeaderNames(): string[];
}
