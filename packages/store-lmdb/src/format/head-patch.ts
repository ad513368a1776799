import { ByteReader, ByteWriter } from './bytes.ts';
import { CLAIMED, checkFormat, PRINCIPAL, SEALED } from './head.ts';

/** Where the numbers of a head stand in its entry. */
const VERSION = 2;
const EXPIRES = 10;
const INDEXED = 26;
const ACCESSED = 42;
const INTERVAL = 50;
const AFTER_NUMBERS = 58;

const writer = new ByteWriter();

/** Attributes as they stand in a head, for a patch. */
export interface PatchedAttributes {
  readonly names: readonly string[];
  /** The entry of each: its name, how it is kept, its bytes. */
  readonly pieces: readonly Buffer[];
  /** How long the bytes of each are. */
  readonly sizes: readonly number[];
  readonly removed: ReadonlySet<string>;
}

/** Attributes that are kept in the head itself, as they will stand there. They are copied. */
export function patchOf(
  set: ReadonlyMap<string, Uint8Array>,
  removed: ReadonlySet<string>,
): PatchedAttributes {
  const names: string[] = [];
  const pieces: Buffer[] = [];
  const sizes: number[] = [];
  for (const [name, bytes] of set) {
    names.push(name);
    pieces.push(writer.start().text(name).byte(0).bytes(bytes).end());
    sizes.push(bytes.length);
  }
  return { names, pieces, sizes, removed: removed.size === 0 ? NO_NAMES : new Set(removed) };
}

/**
 * A head whose attributes are changed in the bytes of its entry: most of them stay where they are, and nothing is made
 * of what nobody asks for. Throws `RangeError` when they are those of no head.
 */
export class PatchedHead {
  /** The entry as it will be. */
  readonly bytes: Buffer;
  /** How many bytes more the attributes take; negative when they take less. */
  readonly growth: number;

  private constructor(bytes: Buffer, growth: number) {
    this.bytes = bytes;
    this.growth = growth;
  }

  /** Undefined: a value that is to go has an entry of its own. */
  static of(entry: Buffer, patch: PatchedAttributes): PatchedHead | undefined {
    const reader = new ByteReader(entry);
    const start = passToAttributes(reader);
    const count = reader.count();
    writer.start().raw(entry, 0, reader.at);
    const walk = new Walk(entry, reader, patch);
    for (let left = count; left > 0; left -= 1) if (!walk.step()) return undefined;
    if (!reader.isAtEnd) throw new RangeError('The entry is too long');
    walk.addRest();
    const bytes = writer.end();
    bytes.writeUInt32LE(count + walk.added, start);
    return new PatchedHead(bytes, walk.growth);
  }

  get isClaimed(): boolean {
    return (this.bytes.readUInt8(1) & CLAIMED) !== 0;
  }

  get version(): number {
    return this.bytes.readDoubleLE(VERSION);
  }

  set version(value: number) {
    this.bytes.writeDoubleLE(value, VERSION);
  }

  /** Epoch milliseconds; `Infinity` is never. */
  get expiresAt(): number {
    return this.bytes.readDoubleLE(EXPIRES);
  }

  set expiresAt(value: number) {
    this.bytes.writeDoubleLE(value, EXPIRES);
  }

  get indexedAt(): number {
    return this.bytes.readDoubleLE(INDEXED);
  }

  set indexedAt(value: number) {
    this.bytes.writeDoubleLE(value, INDEXED);
  }

  get lastAccessedAt(): number {
    return this.bytes.readDoubleLE(ACCESSED);
  }

  set lastAccessedAt(value: number) {
    this.bytes.writeDoubleLE(value, ACCESSED);
  }

  get maxInactiveMs(): number {
    return this.bytes.readDoubleLE(INTERVAL);
  }

  set maxInactiveMs(value: number) {
    this.bytes.writeDoubleLE(value, INTERVAL);
  }
}

/** Goes through the attributes of an entry, and writes those of the next one. */
class Walk {
  growth = 0;
  /** How many attributes there are more; negative: fewer. */
  added = 0;
  readonly #entry: Buffer;
  readonly #reader: ByteReader;
  readonly #patch: PatchedAttributes;
  /** How many of the patch have found their place. */
  #placed: boolean[] | undefined;

  constructor(entry: Buffer, reader: ByteReader, patch: PatchedAttributes) {
    this.#entry = entry;
    this.#reader = reader;
    this.#patch = patch;
  }

  /** One attribute; false: it is to go, and has an entry of its own. */
  step(): boolean {
    const reader = this.#reader;
    const { names, pieces, sizes, removed } = this.#patch;
    const start = reader.at;
    const name = reader.text();
    const isInline = reader.byte() === 0;
    const size = isInline ? reader.passBytes() : passBlob(reader);
    const index = names.indexOf(name);
    const isRemoved = index < 0 && removed.size > 0 && removed.has(name);
    if (index < 0 && !isRemoved) {
      writer.raw(this.#entry, start, reader.at);
      return true;
    }
    if (!isInline) return false;
    this.growth -= size;
    if (isRemoved) {
      this.added -= 1;
      return true;
    }
    this.#place(index, pieces[index], sizes[index]);
    return true;
  }

  /** What was not there before. */
  addRest(): void {
    const { names, pieces, sizes } = this.#patch;
    for (const [index, name] of names.entries()) {
      if (this.#placed?.[index] === true) continue;
      this.added += 1;
      this.growth += name.length;
      this.#place(index, pieces[index], sizes[index]);
    }
  }

  #place(index: number, piece: Buffer | undefined, size: number | undefined): void {
    if (piece === undefined || size === undefined) return;
    (this.#placed ??= [])[index] = true;
    this.growth += size;
    writer.raw(piece, 0, piece.length);
  }
}

/** Where a value is that has an entry of its own, and how long it is. */
function passBlob(reader: ByteReader): number {
  reader.pass(8);
  return reader.number();
}

/** Passes over all that stands before the attributes; gives where their number stands. */
function passToAttributes(reader: ByteReader): number {
  checkFormat(reader.byte());
  const flags = reader.byte();
  reader.pass(AFTER_NUMBERS - reader.at);
  reader.passText();
  reader.passText();
  if ((flags & SEALED) !== 0) reader.passBytes();
  if ((flags & PRINCIPAL) !== 0) reader.passText();
  return reader.at;
}

/** Most changes remove nothing. */
const NO_NAMES: ReadonlySet<string> = new Set<string>();
