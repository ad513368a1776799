import { MemoryStore } from '../../src/store/memory-store.ts';
import type {
  Bytes,
  SessionChange,
  SessionNotice,
  SessionNotices,
  SessionRecord,
} from '../../src/store/store.ts';

/** A `MemoryStore` that tells of its changes, at once, to all who subscribed. */
export class NoticingStore extends MemoryStore implements SessionNotices {
  readonly #listeners = new Set<(notice: SessionNotice) => void>();
  /** Notices that are lost on the way. */
  isMute = false;

  get subscribers(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (notice: SessionNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(notice: SessionNotice): void {
    if (!this.isMute) for (const listener of [...this.#listeners]) listener(notice);
  }

  override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    const answer = super.update(key, change);
    const present = this.findByUid(change.uid)?.key ?? key;
    if (answer === 'ok') this.tell({ kind: 'changed', key: present });
    return answer;
  }

  override rename(oldKey: string, newKey: string, sealedId?: Bytes): boolean {
    const isRenamed = super.rename(oldKey, newKey, sealedId);
    if (isRenamed) this.tell({ kind: 'gone', key: oldKey });
    return isRenamed;
  }

  override delete(key: string): boolean {
    const isDeleted = super.delete(key);
    if (isDeleted) this.tell({ kind: 'gone', key });
    return isDeleted;
  }

  override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
    const taken = super.takeExpired(limit, leaseMs);
    for (const { key } of taken) this.tell({ kind: 'gone', key });
    return taken;
  }
}
