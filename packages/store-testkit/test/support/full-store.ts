import type {
  Bytes,
  MaybePromise,
  SessionChange,
  SessionNotice,
  SessionNotices,
  SessionRecord,
} from 'httpsession';
import { SpoilableStore } from './spoilable-store.ts';

type Listener = (notice: SessionNotice) => void;

/** A sound store that also tells of changes, and counts how often it was asked. */
export class FullStore extends SpoilableStore implements SessionNotices {
  trips = 0;
  protected readonly listeners = new Set<{ readonly call: Listener }>();
  readonly #movedTo = new Map<string, string>();

  subscribe(call: Listener): MaybePromise<() => void> {
    const own = { call };
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  override create(record: SessionRecord): MaybePromise<boolean> {
    this.trips += 1;
    return this.inner.create(record);
  }

  override load(
    key: string,
    known?: number,
  ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    this.trips += 1;
    return super.load(key, known);
  }

  override update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
    this.trips += 1;
    const answer = this.inner.update(key, change);
    if (answer === 'ok') this.tell('changed', this.current(key));
    return answer;
  }

  override rename(from: string, to: string, sealedId?: Bytes): MaybePromise<boolean> {
    this.trips += 1;
    const isMoved = this.inner.rename(from, to, sealedId);
    if (isMoved) {
      this.#movedTo.set(from, to);
      this.tell('gone', from);
    }
    return isMoved;
  }

  override delete(key: string): boolean {
    this.trips += 1;
    const isEnded = super.delete(key);
    if (isEnded) this.tell('gone', this.current(key));
    return isEnded;
  }

  override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
    this.trips += 1;
    const records = super.takeExpired(limit, leaseMs);
    for (const { key } of records) this.tell('gone', key);
    return records;
  }

  /** The key that a session has now. */
  protected current(key: string): string {
    const next = this.#movedTo.get(key);
    return next === undefined ? key : this.current(next);
  }

  protected tell(kind: 'changed' | 'gone', key: string): void {
    for (const { call } of this.listeners) call({ kind, key });
  }
}
