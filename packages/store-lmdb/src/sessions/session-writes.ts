import type { Bytes, SessionChange, SessionRecord } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { keyPart, type KeyPart } from '../format/entry-keys.ts';
import { isAlive, toRecord, type Blob, type StoredValue } from '../format/head.ts';
import { apply, bytesOf, copyOf, growthOf, headOf, ownChange } from './changes.ts';
import { Expiry } from './expiry.ts';
import { FormerKeys, type Located } from './former-keys.ts';
import { QuickChange } from './quick-change.ts';
import type { SessionEntries } from './session-entries.ts';

/** What can be done to the sessions. Each is one write, the only one at its time. */
export class SessionWrites {
  readonly #file: LmdbFile;
  readonly #entries: SessionEntries;
  readonly #former: FormerKeys;
  readonly #expiry: Expiry;
  readonly #now: () => number;

  constructor(file: LmdbFile, entries: SessionEntries, now: () => number) {
    this.#file = file;
    this.#entries = entries;
    this.#former = new FormerKeys(file, entries);
    this.#expiry = new Expiry(file, entries);
    this.#now = now;
  }

  create(record: SessionRecord): Promise<boolean> {
    const { attributes, ...rest } = headOf(record);
    const size = bytesOf(record);
    const part = keyPart(record.key);
    return this.#file.write('making a session', () => {
      if (this.#isTaken(part)) return false;
      this.#file.claimSpace(size);
      const kept = new Map<string, StoredValue>();
      for (const [name, bytes] of attributes) kept.set(name, this.#entries.keep(bytes));
      this.#entries.add({ ...rest, attributes: kept });
      return true;
    });
  }

  update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const part = keyPart(key);
    const quick = QuickChange.of(change);
    if (quick === undefined) {
      const own = ownChange(change);
      return this.#file.write('saving a session', () => this.#change(part, own));
    }
    return this.#file.write(
      'saving a session',
      () =>
        quick.make(this.#file, this.#entries, { part, now: this.#now() }) ??
        this.#change(part, quick.whole()),
    );
  }

  #change(part: KeyPart, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    const found = this.#locate(part);
    if (found === undefined || !isAlive(found.head, this.#now())) return 'gone';
    const { ifVersion } = change;
    if (ifVersion !== undefined && ifVersion !== found.head.version) return 'conflict';
    const growth = growthOf(found.head, change);
    if (growth > 0) this.#file.claimSpace(growth);
    apply(this.#entries, found, change);
    return 'ok';
  }

  rename(oldKey: string, newKey: string, sealedId: Bytes | undefined): Promise<boolean> {
    const from = keyPart(oldKey);
    const to = keyPart(newKey);
    const sealed = sealedId && copyOf(sealedId);
    return this.#file.write('renaming a session', () => {
      const now = this.#now();
      const head = this.#entries.find(from);
      if (head === undefined || !isAlive(head, now) || this.#isTaken(to)) return false;
      // The values that have entries of their own stay where they are.
      this.#entries.remove(from, { ...head, attributes: new Map() });
      head.key = newKey;
      head.sealedId = sealed;
      this.#entries.add(head);
      this.#former.forget(now);
      this.#former.add(from, { part: to, head }, now);
      return true;
    });
  }

  delete(key: string): Promise<boolean> {
    const part = keyPart(key);
    return this.#file.write('deleting a session', () => {
      const found = this.#locate(part);
      if (found !== undefined) {
        this.#entries.remove(found.part, found.head);
        return true;
      }
      if (!this.#entries.has(part)) return false;
      this.#entries.removeUnreadable(part);
      return true;
    });
  }

  async takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    const now = this.#now();
    let before: ReadonlySet<KeyPart> = new Set();
    const taken: SessionRecord[] = [];
    let bytes = 0;
    for (let mayBeMore = this.#isAnyDue(limit, now); mayBeMore && taken.length < limit;) {
      const step = await this.#file.write('taking expired sessions', () => {
        this.#former.forget(now);
        const left = limit - taken.length;
        const claims = this.#expiry.claim({
          limit: left,
          now,
          until: now + leaseMs,
          bytes,
          before,
        });
        return { ...claims, records: claims.claimed.map(({ head }) => this.#readable(head)) };
      });
      taken.push(...step.records);
      bytes += step.bytes;
      before = step.seen;
      mayBeMore = step.mayBeMore;
    }
    return taken;
  }

  /** Asked before a write is made for it: most of the time there is nothing to take. */
  #isAnyDue(limit: number, now: number): boolean {
    if (limit < 1) return false;
    this.#file.refresh();
    return this.#expiry.isDue(now) || this.#former.isDue(now);
  }

  /** The record, without values that cannot be read: it must be possible to end it. */
  #readable(head: Located['head']): SessionRecord {
    const read = (blob: Blob): Bytes | undefined => {
      try {
        return this.#entries.read(blob);
      } catch (cause) {
        this.#entries.report(cause);
        return undefined;
      }
    };
    for (const [name, value] of head.attributes) {
      if (value instanceof Uint8Array) continue;
      const bytes = read(value);
      if (bytes === undefined) head.attributes.delete(name);
      else head.attributes.set(name, bytes);
    }
    return toRecord(head, (blob) => this.#entries.read(blob));
  }

  /** The session under a key, or the one that was there until lately. */
  #locate(part: KeyPart): Located | undefined {
    const head = this.#entries.find(part);
    return head === undefined ? this.#former.follow(part, this.#now()) : { part, head };
  }

  #isTaken(part: KeyPart): boolean {
    return this.#entries.has(part) || this.#former.has(part, this.#now());
  }
}
