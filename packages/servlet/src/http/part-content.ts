import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** The bytes of one part: in memory while they are few, otherwise in a temporary file. */
export class PartContent {
  readonly #threshold: number;
  readonly #folder: string;
  #chunks: Buffer[] = [];
  #size = 0;
  #file: string | undefined;
  #isTemporary = false;
  #writer: WriteStream | undefined;
  #failure: Error | undefined;
  #drained: (() => void) | undefined;

  /**
   * @param threshold bytes that stay in memory
   * @param folder of the temporary file
   */
  constructor(threshold: number, folder: string) {
    this.#threshold = threshold;
    this.#folder = folder;
  }

  get size(): number {
    return this.#size;
  }

  /** What is in memory: all of it, unless it went to a file. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Takes some more. False: wait for `onDrain` before the next. */
  write(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#writer !== undefined) return this.#writer.write(chunk);
    this.#chunks.push(chunk);
    if (this.#size <= this.#threshold) return true;
    const writer = this.#openFile();
    const hasRoom = writer.write(this.bytes);
    this.#chunks = [];
    return hasRoom;
  }

  /** Calls back once, when there is room again, also after a failure: `close` tells of that. */
  onDrain(run: () => void): void {
    if (this.#failure === undefined) this.#drained = run;
    else run();
  }

  /** There is no more. @throws what writing the file met */
  async close(): Promise<void> {
    const writer = this.#writer;
    if (writer !== undefined && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        writer.once('close', resolve).once('error', () => {
          resolve();
        });
        writer.end();
      });
    }
    this.#writer = undefined;
    if (this.#failure !== undefined) throw this.#failure;
  }

  open(): Readable {
    return this.#file === undefined
      ? Readable.from(this.#chunks, { objectMode: false })
      : createReadStream(this.#file);
  }

  /** Puts the bytes into a file that stays; they can still be read. */
  async moveTo(target: string): Promise<void> {
    const file = this.#file;
    if (file === undefined) {
      await writeFile(target, this.bytes);
      return;
    }
    if (this.#isTemporary) await move(file, target);
    else await copyFile(file, target);
    this.#file = target;
    this.#isTemporary = false;
  }

  /** Drops the bytes, and the file if it is a temporary one. */
  async delete(): Promise<void> {
    const file = this.#isTemporary ? this.#file : undefined;
    const writer = this.#writer;
    this.#isTemporary = false;
    this.#chunks = [];
    if (writer !== undefined && !writer.closed) {
      await new Promise<void>((resolve) => {
        writer.once('close', resolve).destroy();
      });
    }
    if (file !== undefined) await rm(file, { force: true });
  }

  #drain(): void {
    const run = this.#drained;
    this.#drained = undefined;
    run?.();
  }

  #openFile(): WriteStream {
    this.#file = join(this.#folder, `part-${randomUUID()}.tmp`);
    this.#isTemporary = true;
    // Nobody else's file, and nobody else's to read.
    this.#writer = createWriteStream(this.#file, { flags: 'wx', mode: 0o600 });
    this.#writer.on('error', (error) => {
      this.#failure = error;
      this.#drain();
    });
    this.#writer.on('drain', () => {
      this.#drain();
    });
    return this.#writer;
  }
}

/** Between file systems a file cannot be renamed. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from, { force: true });
  }
}
