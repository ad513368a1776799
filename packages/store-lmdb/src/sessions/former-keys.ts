import { FORMER_KEY_MS } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { ByteReader, ByteWriter } from '../format/bytes.ts';
import { formerEndKey, formerKey, partIn, type KeyPart } from '../format/entry-keys.ts';
import type { Head } from '../format/head.ts';
import type { SessionEntries } from './session-entries.ts';

/** So many are forgotten at once, at most; the rest waits for the next time. */
const AT_ONCE = 200;

interface Forward {
  readonly until: number;
  readonly uid: string;
  readonly to: KeyPart;
}

/** A session and the key that it has now. */
export interface Located {
  readonly part: KeyPart;
  readonly head: Head;
}

const writer = new ByteWriter();

/** Where sessions went that were renamed lately. */
export class FormerKeys {
  readonly #file: LmdbFile;
  readonly #entries: SessionEntries;

  constructor(file: LmdbFile, entries: SessionEntries) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Whether a key was that of a session not long ago. */
  has(part: KeyPart, now: number): boolean {
    return this.#find(part, now) !== undefined;
  }

  /** The session that had a key, under whatever key it is now. */
  follow(part: KeyPart, now: number): Located | undefined {
    for (let forward = this.#find(part, now); forward !== undefined;) {
      const head = this.#entries.find(forward.to);
      // The key may have been given to another session since.
      if (head?.uid === forward.uid) return { part: forward.to, head };
      const { uid, to } = forward;
      forward = this.#find(to, now);
      if (forward?.uid !== uid) return undefined;
    }
    return undefined;
  }

  add(from: KeyPart, { part: to, head }: Located, now: number): void {
    const until = now + FORMER_KEY_MS;
    this.#file.put(formerKey(from), writer.start().number(until).text(head.uid).text(to).end());
    this.#file.put(formerEndKey(until, from), NOTHING);
  }

  /** Whether there is anything to forget. */
  isDue(now: number): boolean {
    return this.#due(now, 1).length > 0;
  }

  forget(now: number): void {
    for (const key of this.#due(now, AT_ONCE)) {
      const part = partIn(key);
      this.#file.remove(key);
      // It may have been renamed away from this key again, later.
      if (!this.has(part, now)) this.#file.remove(formerKey(part));
    }
  }

  #due(now: number, limit: number): string[] {
    return this.#file.keys(formerEndKey(-Infinity), formerEndKey(now), limit);
  }

  #find(part: KeyPart, now: number): Forward | undefined {
    const bytes = this.#file.get(formerKey(part));
    if (bytes === undefined) return undefined;
    const reader = new ByteReader(bytes);
    const forward = { until: reader.number(), uid: reader.text(), to: reader.text() };
    return forward.until > now ? forward : undefined;
  }
}

const NOTHING = Buffer.from([0]);
