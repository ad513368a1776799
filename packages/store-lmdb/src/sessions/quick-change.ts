import type { Bytes, SessionChange } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { headKey, type KeyPart } from '../format/entry-keys.ts';
import { PatchedHead, patchOf, type PatchedAttributes } from '../format/head-patch.ts';
import { isAliveIn, versionIn } from '../format/head.ts';
import { moveTimes } from './changes.ts';
import { LARGEST_INLINE, type SessionEntries } from './session-entries.ts';

/** With more, looking for each name among them costs more than a whole change. */
const MOST_NAMES = 16;

/** A change without its attributes. */
type Rest = Omit<SessionChange, 'set' | 'removed'>;

/** A change of a few small attributes, as nearly all are: it is made in the bytes of the head. */
export class QuickChange {
  readonly #rest: Rest;
  readonly #attributes: PatchedAttributes;

  private constructor(rest: Rest, attributes: PatchedAttributes) {
    this.#rest = rest;
    this.#attributes = attributes;
  }

  /** A copy of a change, that the caller cannot change any more; undefined: it is of another kind. */
  static of({ set, removed, ...rest }: SessionChange): QuickChange | undefined {
    if (rest.principal !== undefined || set.size > MOST_NAMES) return undefined;
    for (const bytes of set.values()) if (bytes.length > LARGEST_INLINE) return undefined;
    return new QuickChange(rest, patchOf(set, removed));
  }

  /** Makes it. Undefined: that takes more than the bytes under this key, or they are those of no session. */
  make(
    file: LmdbFile,
    entries: SessionEntries,
    { part, now }: { readonly part: KeyPart; readonly now: number },
  ): 'ok' | 'conflict' | undefined {
    const key = headKey(part);
    const entry = file.get(key);
    if (entry === undefined) return undefined;
    const head = this.#patched(entry, now);
    if (!(head instanceof PatchedHead)) return head;
    if (head.growth > 0) file.claimSpace(head.growth);
    moveTimes(entries, { part, head }, this.#rest);
    file.put(key, head.bytes);
    return 'ok';
  }

  /** The same change as it was. */
  whole(): SessionChange {
    const { names, pieces, sizes, removed } = this.#attributes;
    const set = new Map<string, Bytes>();
    for (const [index, name] of names.entries()) {
      const piece = pieces[index];
      if (piece !== undefined) set.set(name, piece.subarray(piece.length - (sizes[index] ?? 0)));
    }
    return { ...this.#rest, set, removed };
  }

  #patched(entry: Buffer, now: number): PatchedHead | 'conflict' | undefined {
    try {
      if (!isAliveIn(entry, now)) return undefined;
      const { ifVersion } = this.#rest;
      if (ifVersion !== undefined && ifVersion !== versionIn(entry)) return 'conflict';
      return PatchedHead.of(entry, this.#attributes);
    } catch {
      // The entry cannot be read. Who looks at the whole of it reports that.
      return undefined;
    }
  }
}
