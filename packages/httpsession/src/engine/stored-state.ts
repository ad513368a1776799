import { randomBytes } from 'node:crypto';
import type { Bytes } from '../store/store.ts';

/** An attribute that came from the store and that nobody has read yet. */
export class Undecoded {
  readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }
}

/** What one process knows of the record of one session, and what it has changed since. */
export class StoredState {
  /** Where the record is now. */
  key: string;
  /** Names the session for all its life. */
  readonly uid: string;
  /** The record's version when it is known for sure. */
  version: number | undefined = undefined;
  /** Whether the store has the record. */
  isCreated = false;
  /** Whether the session has ended, so that the record has to go. */
  isEnded = false;
  /** The bytes of every attribute as the store has them. */
  readonly bytes: Map<string, Bytes> = new Map<string, Bytes>();
  /** Names set or removed since the last commit. */
  readonly changed: Set<string> = new Set<string>();
  /** Names whose values were handed out as objects, and may have been changed in place (R9). */
  readonly handedOut: Set<string> = new Set<string>();
  /** The interval was changed since the last commit. */
  isIntervalChanged = false;
  /** The principal was changed since the last commit. */
  isPrincipalChanged = false;
  /** Counts the beginnings and ends of commits: what was loaded across one may be older than memory. */
  epoch = 0;
  /** When the record was written last, as far as this process knows, in epoch milliseconds. */
  writtenAt = 0;
  /** The access that the record has, as `accessedOffset` of the session. */
  writtenAccess = -1;
  /** Why what was changed here is lost; told to all who still want to commit it. */
  lost: Error | undefined = undefined;
  /** The key that the session should have; another than `key` when the id was changed. */
  wantedKey: string;
  /** The commit under way; the next one begins when it is over (R3). */
  commit: Promise<void> | undefined = undefined;
  /** Requests whose first byte is out: changes made now must be written soon (R13). */
  streaming = 0;
  /** Told of a first change after a commit, when `streaming`. */
  onChange: (() => void) | undefined = undefined;
  /** Whether values were told that they are about to leave memory. */
  isPassivating = false;

  constructor(key: string, uid: string = randomBytes(16).toString('base64url')) {
    this.key = key;
    this.wantedKey = key;
    this.uid = uid;
  }

  /** Whether there may be something to write, apart from a touch. */
  get isDirty(): boolean {
    return (
      !this.isCreated ||
      this.isEnded ||
      this.isIntervalChanged ||
      this.isPrincipalChanged ||
      this.changed.size > 0 ||
      this.handedOut.size > 0 ||
      this.key !== this.wantedKey
    );
  }

  noteChanged(name: string): void {
    this.changed.add(name);
    this.noteAny();
  }

  noteHandedOut(name: string): void {
    this.handedOut.add(name);
    this.noteAny();
  }

  noteInterval(): void {
    this.isIntervalChanged = true;
    this.noteAny();
  }

  notePrincipal(): void {
    this.isPrincipalChanged = true;
    this.noteAny();
  }

  noteAny(): void {
    if (this.streaming > 0) this.onChange?.();
  }
}
