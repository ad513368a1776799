import type { EntryKey, Read } from '../format/entry-keys.ts';
import type { LmdbFile } from './lmdb-file.ts';

/** So many entries of each kind are looked at in one sweep, and then the next ones. */
const AT_ONCE = 200;
/** So many are removed in one write, at most: others wait for it. */
const MOST = 200;

/** A kind of entries that may be left behind. */
export interface LeftKind {
  /** With which their keys begin. */
  readonly letter: string;
  /** Whether the entry under a key is of no use any more. */
  readonly isLeft: (key: EntryKey, read: Read, now: number) => boolean;
}

/** Removes entries that nobody comes back for. They are looked for a few at a time. */
export class Leftovers {
  readonly #file: LmdbFile;
  readonly #kinds: readonly LeftKind[];
  /** Where the next sweep begins, by the letters. */
  readonly #next = new Map<string, EntryKey>();

  constructor(file: LmdbFile, kinds: readonly LeftKind[]) {
    this.#file = file;
    this.#kinds = kinds;
  }

  /** Looks at the next ones, and removes what is of no use. No write when there is nothing to remove. */
  async sweep(now: number): Promise<void> {
    this.#file.refresh();
    const peek: Read = (key) => this.#file.peek(key);
    const left = this.#kinds.flatMap((kind) => {
      const { isLeft } = kind;
      return this.#nextOf(kind)
        .filter((key) => isLeft(key, peek, now))
        .map((key) => ({ key, isLeft }));
    });
    if (left.length === 0) return;
    await this.#file.write('removing what was left behind', () => {
      const read: Read = (key) => this.#file.get(key);
      // Somebody may have taken the lock, or the key, since.
      for (const { key, isLeft } of left.slice(0, MOST))
        if (isLeft(key, read, now)) this.#file.remove(key);
    });
  }

  #nextOf({ letter }: LeftKind): EntryKey[] {
    const keys = this.#file.keys(this.#next.get(letter) ?? letter, behind(letter), AT_ONCE);
    const last = keys.length < AT_ONCE ? undefined : keys.at(-1);
    this.#next.set(letter, last === undefined ? letter : `${last}\0`);
    return keys;
  }
}

/** The letter after it: behind all keys that begin with this one. */
function behind(letter: string): EntryKey {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}
