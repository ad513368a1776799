import { ByteReader, ByteWriter } from './bytes.ts';
import { checkFormat, PRINCIPAL, SEALED } from './head.ts';

/** Where the numbers of a head stand in its entry. */
const VERSION = 2;
const EXPIRES = 10;
const INDEXED = 26;
const ACCESSED = 42;
const INTERVAL = 50;
const AFTER_NUMBERS = 58;

/** With more, looking for each name among them costs more than a whole change; no more than a number has bits. */
export const MOST_PIECES = 16;

const writer = new ByteWriter();

/** An attribute as it stands in a head: its name, how it is kept, its bytes. */
interface Piece {
  readonly name: string;
  readonly entry: Buffer;
  /** How long its bytes are: they are the last of the entry. */
  readonly size: number;
}

/** What happens to attributes. */
export interface PatchedAttributes {
  /** At most `MOST_PIECES`. */
  readonly pieces: readonly Piece[];
  readonly removed: ReadonlySet<string>;
}

/** Attributes that are kept in the head itself, as they will stand there. They are copied. */
export function patchOf(
  set: ReadonlyMap<string, Uint8Array>,
  removed: ReadonlySet<string>,
): PatchedAttributes {
  let pieces: Piece[] | undefined;
  for (const [name, bytes] of set) {
    const entry = writer.start().text(name).byte(0).bytes(bytes).end();
    const piece = { name, entry, size: bytes.length };
    // Nearly always there is one: a list that is pushed to takes room for many.
    if (pieces === undefined) pieces = [piece];
    else pieces.push(piece);
  }
  return { pieces: pieces ?? [], removed: removed.size === 0 ? NO_NAMES : new Set(removed) };
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
    writer.start();
    const walk = new Walk(entry, reader, patch);
    for (let left = count; left > 0; left -= 1) if (!walk.step()) return undefined;
    if (!reader.isAtEnd) throw new RangeError('The entry is too long');
    walk.addRest();
    const bytes = writer.end();
    bytes.writeUInt32LE(count + walk.added, start);
    return new PatchedHead(bytes, walk.growth);
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
  /** From here on nothing of the entry was written: what stays as it is goes in as few parts as it has. */
  #from = 0;
  /** Those of the patch that have found their place, a bit for each. */
  #placed = 0;

  constructor(entry: Buffer, reader: ByteReader, patch: PatchedAttributes) {
    this.#entry = entry;
    this.#reader = reader;
    this.#patch = patch;
  }

  /** One attribute; false: it is to go, and has an entry of its own. */
  step(): boolean {
    const reader = this.#reader;
    const start = reader.at;
    const name = reader.text();
    const isInline = reader.byte() === 0;
    const size = isInline ? reader.passBytes() : passBlob(reader);
    const index = this.#indexOf(name);
    const piece = index < 0 ? undefined : this.#patch.pieces[index];
    if (piece === undefined && !this.#patch.removed.has(name)) return true;
    if (!isInline) return false;
    this.#keepUntil(start);
    this.#from = reader.at;
    this.growth -= size;
    if (piece === undefined) this.added -= 1;
    else this.#place(piece, index);
    return true;
  }

  /** What was there before and stays, and what was not there before. */
  addRest(): void {
    this.#keepUntil(this.#reader.at);
    for (const [index, piece] of this.#patch.pieces.entries()) {
      if ((this.#placed & (1 << index)) !== 0) continue;
      this.added += 1;
      this.growth += piece.name.length;
      this.#place(piece, index);
    }
  }

  #indexOf(name: string): number {
    const { pieces } = this.#patch;
    for (let index = 0; index < pieces.length; index += 1) {
      if (pieces[index]?.name === name) return index;
    }
    return -1;
  }

  #keepUntil(end: number): void {
    if (end > this.#from) writer.raw(this.#entry, this.#from, end);
  }

  #place({ entry, size }: Piece, index: number): void {
    this.#placed |= 1 << index;
    this.growth += size;
    writer.raw(entry, 0, entry.length);
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
