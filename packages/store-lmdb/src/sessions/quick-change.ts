import type { Bytes, SessionChange } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { headKey, type KeyPart } from '../format/entry-keys.ts';
import { MOST_PIECES, PatchedHead, patchOf, type PatchedAttributes } from '../format/head-patch.ts';
import { isAliveIn, versionIn } from '../format/head.ts';
import { moveTimes } from './changes.ts';
import { LARGEST_INLINE, type SessionEntries } from './session-entries.ts';

/** What such a change has beside its attributes. */
interface Terms extends Omit<SessionChange, 'set' | 'removed' | 'ifVersion' | 'maxInactiveMs'> {
  readonly ifVersion: number | undefined;
  readonly maxInactiveMs: number | undefined;
}

/** A change of a few small attributes, as nearly all are: it is made in the bytes of the head. */
export class QuickChange {
  readonly #terms: Terms;
  readonly #attributes: PatchedAttributes;

  private constructor(terms: Terms, attributes: PatchedAttributes) {
    this.#terms = terms;
    this.#attributes = attributes;
  }

  /** A copy of a change, that the caller cannot change any more; undefined: it is of another kind. */
  static of(change: SessionChange): QuickChange | undefined {
    const { set, removed, uid, ifVersion, maxInactiveMs } = change;
    if (change.principal !== undefined || set.size > MOST_PIECES) return undefined;
    for (const bytes of set.values()) if (bytes.length > LARGEST_INLINE) return undefined;
    const { lastAccessedAt, inUseAt, graceMs, endsAt } = change;
    return new QuickChange(
      { uid, ifVersion, maxInactiveMs, lastAccessedAt, inUseAt, graceMs, endsAt },
      patchOf(set, removed),
    );
  }

  /** Makes it. Undefined: that takes more than the bytes under this key, or they are those of no session. */
  make(
    file: LmdbFile,
    entries: SessionEntries,
    { part, now }: { readonly part: KeyPart; readonly now: number },
  ): 'ok' | 'conflict' | undefined {
    const key = headKey(part);
    const entry = file.peek(key);
    if (entry === undefined) return undefined;
    const head = this.#patched(entry, now);
    if (!(head instanceof PatchedHead)) return head;
    if (head.growth > 0) file.claimSpace(head.growth);
    moveTimes(entries, { part, head }, this.#terms);
    file.put(key, head.bytes);
    return 'ok';
  }

  /** The same change as it was. */
  whole(): SessionChange {
    const { pieces, removed } = this.#attributes;
    const set = new Map<string, Bytes>();
    for (const { name, entry, size } of pieces) set.set(name, entry.subarray(entry.length - size));
    const { ifVersion, maxInactiveMs, ...rest } = this.#terms;
    return {
      ...rest,
      set,
      removed,
      ...(ifVersion === undefined ? {} : { ifVersion }),
      ...(maxInactiveMs === undefined ? {} : { maxInactiveMs }),
    };
  }

  #patched(entry: Buffer, now: number): PatchedHead | 'conflict' | undefined {
    try {
      if (!isAliveIn(entry, now)) return undefined;
      const { ifVersion } = this.#terms;
      if (ifVersion !== undefined && ifVersion !== versionIn(entry)) return 'conflict';
      return PatchedHead.of(entry, this.#attributes);
    } catch {
      // The entry cannot be read. Who looks at the whole of it reports that.
      return undefined;
    }
  }
}
