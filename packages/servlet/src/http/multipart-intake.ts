import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { BadRequestError } from './bad-request.ts';
import { MultipartForm } from './multipart-form.ts';
import { PartContent } from './part-content.ts';
import { parsePartHead, type PartHead } from './part-head.ts';
import { cutOff, tooLarge } from './read-body.ts';
import { StoredPart } from './stored-part.ts';

/** The parser's own limit for the head of a part. */
const MAX_HEAD = 80 * 1024;

/** Where parts are put, and how much of them is taken. Bytes; below zero: no limit. */
export interface IntakeRules {
  readonly folder: string;
  readonly threshold: number;
  readonly maxPartBytes: number;
  readonly maxRequestBytes: number;
  /** Of all parts that are no files: they stay in memory. */
  readonly maxFieldBytes: number;
  readonly maxParts: number;
  readonly maxHeadBytes: number;
}

/** Reads one multipart body. */
export class MultipartIntake {
  readonly #node: IncomingMessage;
  readonly #rules: IntakeRules;
  readonly #parser: Dicer;
  readonly #parts: StoredPart[] = [];
  readonly #closing: Promise<void>[] = [];
  #partCount = 0;
  #bytes = 0;
  #fieldBytes = 0;
  #failure: Error | undefined;
  #settle: () => void = () => undefined;

  constructor(node: IncomingMessage, boundary: string, rules: IntakeRules) {
    this.#node = node;
    this.#rules = rules;
    // What is behind its limit the parser cuts off without a word: ours has to come first.
    const maxHeaderSize = rules.maxHeadBytes < 0 ? MAX_HEAD : rules.maxHeadBytes * 2;
    this.#parser = new Dicer({ boundary, maxHeaderSize } as Dicer.Config);
  }

  /**
   * The parts, when all are there. After a failure no file stays behind.
   * @throws BadRequestError
   */
  async read(): Promise<MultipartForm> {
    const unlisten = this.#listen();
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    unlisten();
    for (const result of await Promise.allSettled(this.#closing)) {
      if (result.status === 'rejected') this.#failure ??= result.reason as Error;
    }
    const form = new MultipartForm(this.#parts);
    if (this.#failure === undefined) return form;
    form.release();
    throw this.#failure;
  }

  #listen(): () => void {
    const node = this.#node;
    const parser = this.#parser;
    const onData = (chunk: Buffer): void => {
      this.#measure(chunk.length);
    };
    const onClose = (): void => {
      if (!node.readableEnded) this.#fail(cutOff());
    };
    parser.on('part', (stream) => {
      this.#take(stream);
    });
    parser.on('finish', () => {
      this.#settle();
    });
    // For good: it may fail again when it has failed.
    parser.on('error', (cause: unknown) => {
      this.#fail(malformed(cause));
    });
    node.on('data', onData).on('close', onClose).on('error', onClose).pipe(parser);
    return () => {
      node.off('data', onData).off('close', onClose).off('error', onClose);
    };
  }

  #measure(length: number): void {
    const { maxRequestBytes } = this.#rules;
    this.#bytes += length;
    if (maxRequestBytes >= 0 && this.#bytes > maxRequestBytes) {
      this.#fail(tooLarge(this.#node, maxRequestBytes));
    }
  }

  #take(stream: Readable): void {
    const { maxParts, maxHeadBytes } = this.#rules;
    this.#partCount += 1;
    if (maxParts >= 0 && this.#partCount > maxParts) {
      this.#fail(new BadRequestError(413, `The form has more than ${String(maxParts)} parts`));
    }
    let part: StoredPart | undefined;
    stream.on('header', (raw: Readonly<Record<string, readonly string[]>>) => {
      try {
        const head = parsePartHead(raw, maxHeadBytes);
        if (head !== undefined && this.#failure === undefined) part = this.#open(head);
      } catch (error) {
        this.#fail(error as Error);
      }
    });
    // Also of a part without a head, or the parser would wait for it.
    stream.on('data', (chunk: Buffer) => {
      if (part !== undefined && this.#failure === undefined) this.#store(stream, part, chunk);
    });
    stream.on('end', () => {
      if (part !== undefined) this.#closing.push(part.content.close());
    });
    // The parser tells of it as well.
    stream.on('error', () => undefined);
  }

  #open(head: PartHead): StoredPart {
    const { folder, threshold } = this.#rules;
    const isFile = head.fileName !== undefined;
    const content = new PartContent(isFile ? threshold : Infinity, folder);
    const part = new StoredPart(head, content, folder);
    this.#parts.push(part);
    return part;
  }

  #store(stream: Readable, part: StoredPart, chunk: Buffer): void {
    const { maxPartBytes, maxFieldBytes } = this.#rules;
    if (part.getSubmittedFileName() === null) this.#fieldBytes += chunk.length;
    if (maxFieldBytes >= 0 && this.#fieldBytes > maxFieldBytes) {
      this.#fail(new BadRequestError(413, 'The fields of the form are too large together'));
    } else if (maxPartBytes >= 0 && part.getSize() + chunk.length > maxPartBytes) {
      this.#fail(new BadRequestError(413, `A part has more than ${String(maxPartBytes)} bytes`));
    } else if (!part.content.write(chunk)) {
      stream.pause();
      part.content.onDrain(() => {
        stream.resume();
      });
    }
  }

  /** The first failure counts. What the client still sends is dropped. */
  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#node.unpipe(this.#parser);
    this.#node.resume();
    this.#settle();
  }
}

function malformed(cause: unknown): BadRequestError {
  return new BadRequestError(400, 'The multipart form is malformed', { cause });
}
