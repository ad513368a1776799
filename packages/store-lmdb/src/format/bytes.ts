/** Entries are written here before they are handed over. Large enough for most; it grows. */
const FIRST_SIZE = 16_384;

/** What `write` and `toString` of a Buffer call behind their choice of the encoding, which costs more than they do. */
interface FastBuffer extends Buffer {
  latin1Write(text: string, at: number): number;
  ucs2Write(text: string, at: number): number;
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
}

const NARROW = /^[\0-\xff]*$/;

/** Writes the parts of an entry one behind the other. One for all: an entry is written in one go. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafeSlow(FIRST_SIZE) as FastBuffer;
  #at = 0;

  start(): this {
    this.#at = 0;
    return this;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#at = this.#buffer.writeUInt8(value, this.#at);
    return this;
  }

  count(value: number): this {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
    return this;
  }

  number(value: number): this {
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
    return this;
  }

  /** Any text, also one with halves of pairs in it: one byte a character where that is enough, else two. */
  text(text: string): this {
    const isWide = !NARROW.test(text);
    const size = isWide ? text.length * 2 : text.length;
    this.count(size * 2 + (isWide ? 1 : 0));
    this.#reserve(size);
    const buffer = this.#buffer;
    this.#at += isWide ? buffer.ucs2Write(text, this.#at) : buffer.latin1Write(text, this.#at);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.count(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** What stands in another entry, as it is. It may be one that lmdb shows, see `copyOf`. */
  raw(bytes: Buffer, start: number, end: number): this {
    this.#reserve(end - start);
    this.#buffer.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start), this.#at);
    this.#at += end - start;
    return this;
  }

  /** A copy of what was written. */
  end(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#at));
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#buffer.length) return;
    const size = Math.max(needed, this.#buffer.length * 2);
    const larger = Buffer.allocUnsafeSlow(size) as FastBuffer;
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#buffer = larger;
  }
}

/** Reads the parts of an entry in the order in which they were written. Throws `RangeError` at its end. */
export class ByteReader {
  readonly #buffer: FastBuffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer as FastBuffer;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#buffer.length;
  }

  /** Where the next part begins. */
  get at(): number {
    return this.#at;
  }

  byte(): number {
    return this.#buffer.readUInt8(this.#skip(1));
  }

  count(): number {
    return this.#buffer.readUInt32LE(this.#skip(4));
  }

  number(): number {
    return this.#buffer.readDoubleLE(this.#skip(8));
  }

  text(): string {
    const head = this.count();
    const size = head >>> 1;
    const start = this.#skip(size);
    const end = start + size;
    return head % 2 === 1
      ? this.#buffer.ucs2Slice(start, end)
      : this.#buffer.latin1Slice(start, end);
  }

  /** A view of the entry, not a copy. */
  bytes(): Uint8Array {
    const size = this.count();
    const { buffer, byteOffset } = this.#buffer;
    return new Uint8Array(buffer, byteOffset + this.#skip(size), size);
  }

  /** Passes over a text. */
  passText(): void {
    this.#skip(this.count() >>> 1);
  }

  /** Passes over bytes, and gives how many they are. */
  passBytes(): number {
    const size = this.count();
    this.#skip(size);
    return size;
  }

  /** Passes over so many bytes. */
  pass(size: number): void {
    this.#skip(size);
  }

  #skip(size: number): number {
    const start = this.#at;
    this.#at += size;
    if (this.#at > this.#buffer.length) throw new RangeError('The entry is too short');
    return start;
  }
}

/** A copy of what lmdb shows: that is a buffer whose `length` is not its own, which `Buffer.from` does not know. */
export function copyOf(shown: Buffer): Buffer {
  // Of Node's pool: memory of its own would cost more than all that is read from it.
  return Buffer.from(new Uint8Array(shown.buffer, shown.byteOffset, shown.length));
}
