import type { Bytes, SessionRecord, StoredSessionSummary } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { endOf, headKey, keyPart, principalPrefix, uidKey } from '../format/entry-keys.ts';
import { copyOf } from '../format/bytes.ts';
import {
  decodeRecord,
  isAlive,
  isAliveIn,
  toSummary,
  versionIn,
  type Blob,
} from '../format/head.ts';
import type { SessionEntries } from './session-entries.ts';

/** What can be asked of the sessions. Each call sees one state of the file: the latest. */
export class SessionReads {
  readonly #file: LmdbFile;
  readonly #entries: SessionEntries;
  readonly #read = (blob: Blob): Bytes => this.#entries.read(blob);

  constructor(file: LmdbFile, entries: SessionEntries) {
    this.#file = file;
    this.#entries = entries;
  }

  load(
    key: string,
    known: number | undefined,
    now: number,
  ): SessionRecord | 'unchanged' | undefined {
    this.#file.refresh();
    const bytes = this.#file.peek(headKey(keyPart(key)));
    if (bytes === undefined) return undefined;
    try {
      if (!isAliveIn(bytes, now)) return undefined;
      if (known !== undefined && versionIn(bytes) === known) return 'unchanged';
      return decodeRecord(copyOf(bytes), this.#read);
    } catch (cause) {
      this.#entries.report(cause);
      return undefined;
    }
  }

  list(limit: number, now: number): StoredSessionSummary[] {
    this.#file.refresh();
    const found: StoredSessionSummary[] = [];
    if (limit < 1) return found;
    for (const bytes of this.#file.entries('s', 't')) {
      const head = this.#entries.decode(bytes);
      if (head === undefined || !isAlive(head, now)) continue;
      found.push(toSummary(head));
      if (found.length >= limit) break;
    }
    return found;
  }

  findByUid(uid: string, now: number): StoredSessionSummary | undefined {
    this.#file.refresh();
    const part = this.#file.get(uidKey(keyPart(uid)))?.toString('latin1');
    const head = part === undefined ? undefined : this.#entries.find(part);
    return head?.uid === uid && isAlive(head, now) ? toSummary(head) : undefined;
  }

  findByPrincipal(principal: string, now: number): StoredSessionSummary[] {
    this.#file.refresh();
    const prefix = principalPrefix(keyPart(principal));
    const parts = [...this.#file.entries(prefix, endOf(prefix))];
    return parts.flatMap((part) => {
      const head = this.#entries.find(part.toString('latin1'));
      return head?.principal === principal && isAlive(head, now) ? toSummary(head) : [];
    });
  }
}
