import {
  MemoryStore,
  type Bytes,
  type MaybePromise,
  type PrincipalIndex,
  type SessionChange,
  type SessionListing,
  type SessionLock,
  type SessionLockRequest,
  type SessionLocks,
  type SessionRecord,
  type SessionStore,
  type StoredSessionSummary,
} from 'httpsession';
import type { FakeClock } from '../../../../testing/fake-clock.ts';

/** A sound store around a MemoryStore, to be broken in one place at a time. */
export class Wrapper implements SessionStore, SessionListing, PrincipalIndex, SessionLocks {
  readonly inner: MemoryStore;
  readonly clock: FakeClock;

  constructor(clock: FakeClock) {
    this.clock = clock;
    this.inner = new MemoryStore({ clock });
  }

  create(record: SessionRecord): MaybePromise<boolean> {
    return this.inner.create(record);
  }

  load(key: string, known?: number): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    return this.inner.load(key, known);
  }

  update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
    return this.inner.update(key, change);
  }

  rename(oldKey: string, newKey: string, sealedId?: Bytes): MaybePromise<boolean> {
    return this.inner.rename(oldKey, newKey, sealedId);
  }

  delete(key: string): MaybePromise<boolean> {
    return this.inner.delete(key);
  }

  takeExpired(limit: number, leaseMs: number): MaybePromise<SessionRecord[]> {
    return this.inner.takeExpired(limit, leaseMs);
  }

  list(limit: number): MaybePromise<StoredSessionSummary[]> {
    return this.inner.list(limit);
  }

  findByUid(uid: string): MaybePromise<StoredSessionSummary | undefined> {
    return this.inner.findByUid(uid);
  }

  findByPrincipal(principal: string): MaybePromise<StoredSessionSummary[]> {
    return this.inner.findByPrincipal(principal);
  }

  lock(name: string, request: SessionLockRequest): MaybePromise<SessionLock | undefined> {
    return this.inner.lock(name, request);
  }

  close(): MaybePromise<void> {
    this.inner.close();
  }

  /** The record as it is, or nothing. */
  protected peek(key: string): SessionRecord | undefined {
    const record = this.inner.load(key);
    return typeof record === 'object' ? record : undefined;
  }

  /** Puts a record in the place of the one under its key, whatever that is. */
  protected put(record: SessionRecord): boolean {
    this.inner.delete(record.key);
    return this.inner.create(record);
  }
}

/** Lets others go first. */
export async function aside(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
