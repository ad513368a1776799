// #region store
import { deadlineAfter, FORMER_KEY_MS } from 'httpsession';
import type { Bytes, SessionChange, SessionRecord, SessionStore } from 'httpsession';

type Stored = { -readonly [K in keyof SessionRecord]: SessionRecord[K] };

/** Keeps records in a Map. Put each method's work into one atomic step of your database instead. */
export class MapStore implements SessionStore {
  readonly #records = new Map<string, Stored>();
  readonly #formerKeys = new Map<string, { readonly record: Stored; readonly until: number }>();
  readonly #leasedUntil = new Map<string, number>();

  create(record: SessionRecord): boolean {
    if (this.#isTaken(record.key)) return false;
    this.#records.set(record.key, copyOf(record));
    return true;
  }

  load(key: string, known?: number): SessionRecord | 'unchanged' | undefined {
    const record = this.#alive(key);
    if (record === undefined) return undefined;
    return record.version === known ? 'unchanged' : copyOf(record);
  }

  update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    const record = this.#alive(this.#currentKey(key));
    if (record === undefined) return 'gone';
    const { ifVersion, set, removed, principal } = change;
    if (ifVersion !== undefined && ifVersion !== record.version) return 'conflict';
    const kept = [...record.attributes].filter(([name]) => !removed.has(name));
    const attributes = new Map([...kept, ...set]);
    record.attributes = copyOf({ ...record, attributes }).attributes;
    record.lastAccessedAt = Math.max(record.lastAccessedAt, change.lastAccessedAt);
    record.expiresAt = deadlineAfter(record, change);
    record.maxInactiveMs = change.maxInactiveMs ?? record.maxInactiveMs;
    if (principal === null) delete record.principal;
    else if (principal !== undefined) record.principal = principal;
    record.version += 1;
    return 'ok';
  }

  rename(oldKey: string, newKey: string, sealedId?: Bytes): boolean {
    const record = this.#alive(oldKey);
    if (record === undefined || this.#isTaken(newKey)) return false;
    this.#records.delete(oldKey);
    this.#formerKeys.set(oldKey, { record, until: Date.now() + FORMER_KEY_MS });
    record.key = newKey;
    if (sealedId === undefined) delete record.sealedId;
    else record.sealedId = new Uint8Array(sealedId);
    this.#records.set(newKey, record);
    return true;
  }

  delete(key: string): boolean {
    const current = this.#currentKey(key);
    this.#leasedUntil.delete(current);
    return this.#records.delete(current);
  }

  takeExpired(limit: number, leaseMs: number): SessionRecord[] {
    const now = Date.now();
    for (const [key, { until }] of this.#formerKeys) if (until <= now) this.#formerKeys.delete(key);
    const due = [...this.#records.values()]
      .filter((record) => hasExpired(record) && (this.#leasedUntil.get(record.key) ?? 0) <= now)
      .sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0))
      .slice(0, limit);
    for (const { key } of due) this.#leasedUntil.set(key, now + leaseMs);
    return due.map(copyOf);
  }

  close(): void {
    // Nothing was opened here.
  }

  #alive(key: string): Stored | undefined {
    const record = this.#records.get(key);
    return record === undefined || hasExpired(record) ? undefined : record;
  }

  #isTaken(key: string): boolean {
    return this.#records.has(key) || this.#formerKeys.has(key);
  }

  #currentKey(key: string): string {
    const former = this.#formerKeys.get(key)?.record;
    // The key that its session has now may have become that of another one.
    return former !== undefined && this.#records.get(former.key) === former ? former.key : key;
  }
}

function hasExpired({ expiresAt }: SessionRecord): boolean {
  return expiresAt !== undefined && expiresAt <= Date.now();
}

function copyOf(record: SessionRecord): Stored {
  const { attributes, sealedId } = record;
  return {
    ...record,
    attributes: new Map([...attributes].map(([name, bytes]) => [name, new Uint8Array(bytes)])),
    ...(sealedId === undefined ? {} : { sealedId: new Uint8Array(sealedId) }),
  };
}
// #endregion store
