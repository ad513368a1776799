import { randomBytes } from 'node:crypto';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { Bytes } from '../store/store.ts';
import type { Fence } from './fence.ts';

/** An attribute that came from the store and that nobody has read yet. */
export class Undecoded {
  readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }
}

/** What one write brings to the store: taken by `begin`, and then confirmed or restored. */
export interface Writing {
  readonly set: ReadonlyMap<string, Bytes>;
  readonly removed: ReadonlySet<string>;
  /** Names whose values cannot be encoded: they are not written, and that is told once. */
  readonly refusals: ReadonlyMap<string, unknown>;
  /** Names that are dirty again when the store does not take it. */
  readonly taken: ReadonlySet<string>;
  /** Milliseconds; undefined: the interval is not written. */
  readonly maxInactiveMs: number | undefined;
  /** Null: nobody; undefined: the principal is not written. */
  readonly principal: string | null | undefined;
  /** The access that is written along. */
  readonly accessedOffset: number;
}

/** What one process knows of the record of one session, and what it has changed since. */
export class StoredState {
  /** Where the record is now. */
  key: string;
  /** Names the session for all its life. */
  readonly uid: string;
  /**
   * The version that the record has if nobody else wrote it since this process knew: then there is nothing to read,
   * and an update may build on what is here.
   */
  version: number | undefined = undefined;
  /** While this process holds the lock of the session: what keeps out its writes when it has lost it. */
  fence: Fence | undefined = undefined;
  /** Somebody else may have changed the record since it was read. */
  isStale = false;
  /** Whether the store has the record. */
  isCreated = false;
  /** Whether the session has ended, so that the record has to go. */
  isEnded = false;
  /** The bytes of every attribute as the store has them. */
  readonly bytes: Map<string, Bytes>;
  #changed: Set<string> | undefined = undefined;
  #handedOut: Set<string> | undefined = undefined;
  /** An object was handed out that no commit has compared since in the only use of the session. */
  isUnseen = false;
  /** Values that cannot change in place, with their bytes from when they were checked. */
  checked: Map<string, { readonly value: unknown; readonly bytes: Bytes }> | undefined = undefined;
  /** The interval was changed since the last commit. */
  isIntervalChanged = false;
  /** The principal was changed since the last commit. */
  isPrincipalChanged = false;
  /** Counts the beginnings and ends of writes: what was loaded across one may be older than memory. */
  epoch = 0;
  /** When the record was written last, as far as this process knows, in epoch milliseconds. */
  writtenAt = 0;
  /** The access that the record has, as `accessedOffset` of the session. */
  writtenAccess = -1;
  /** Why the latest write failed; undefined: it did not. */
  failure: Error | undefined = undefined;
  /** What a response reported of its commit: what is tried again behind it need not say the same. */
  told: unknown = undefined;
  /** Why what was changed here is lost; told to all who still want to commit it. */
  lost: Error | undefined = undefined;
  /** The key that the session should have; another than `key` when the id was changed. */
  wantedKey: string;
  /** The last of the writes that are under way or wait (R3). Fulfilled when it is over, however. */
  turn: Promise<void> | undefined = undefined;
  /** Requests whose first byte is out: changes made now must be written soon (R13). */
  streaming = 0;
  /** Told of a first change after a commit, when `streaming`. */
  onChange: (() => void) | undefined = undefined;
  /** Whether values were told that they are about to leave memory. */
  isPassivating = false;

  /** `bytes` are its own from now on. */
  constructor(
    key: string,
    uid: string = randomBytes(16).toString('base64url'),
    bytes: Map<string, Bytes> = new Map<string, Bytes>(),
  ) {
    this.key = key;
    this.wantedKey = key;
    this.uid = uid;
    this.bytes = bytes;
  }

  /** Names set or removed since the last commit. */
  get changed(): ReadonlySet<string> {
    return this.#changed ?? NO_NAMES;
  }

  /** Names whose values were handed out as objects, and may have been changed in place (R9). */
  get handedOut(): ReadonlySet<string> {
    return this.#handedOut ?? NO_NAMES;
  }

  /** Whether there may be something to write, apart from a touch. */
  get isDirty(): boolean {
    return this.hasChanges || this.handedOut.size > 0;
  }

  /** Whether there is something to write, apart from what was changed in place. */
  get hasChanges(): boolean {
    return (
      !this.isCreated ||
      this.isEnded ||
      this.isIntervalChanged ||
      this.isPrincipalChanged ||
      this.changed.size > 0 ||
      this.key !== this.wantedKey
    );
  }

  /** Whether memory knows more than the store, apart from what was only looked at. */
  get isUnsaved(): boolean {
    return this.hasChanges || this.turn !== undefined || this.failure !== undefined;
  }

  /** Commits and atomic updates of one session take turns, in the order in which they were asked for. */
  inTurn<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    const running = this.turn === undefined ? work() : this.turn.then(work);
    if (!isThenable(running)) return running;
    // Asked before anybody else who waits for it: they find the turn over.
    const over = (): void => {
      if (this.turn === turn) this.turn = undefined;
    };
    const turn = running.then(over, over);
    this.turn = turn;
    return running;
  }

  /** Keeps the bytes of a check for the write; worth nothing once the attribute has another value. */
  keepChecked(name: string, value: unknown, bytes: Bytes): void {
    this.checked ??= new Map<string, { readonly value: unknown; readonly bytes: Bytes }>();
    this.checked.set(name, { value, bytes });
  }

  checkedBytes(name: string, value: unknown): Bytes | undefined {
    const checked = this.checked?.get(name);
    if (checked === undefined) return undefined;
    return checked.value === value ? checked.bytes : undefined;
  }

  /** A write begins: what it takes is clean, unless it is changed again from here on. */
  begin(writing: Writing): void {
    this.epoch += 1;
    this.noteTaken(writing);
  }

  /** What a write takes, or refuses, is not dirty any more. */
  noteTaken({ set, removed, refusals, maxInactiveMs, principal }: Writing): void {
    for (const name of set.keys()) this.forgetChanged(name);
    if (removed.size > 0) for (const name of removed) this.forgetChanged(name);
    this.checked = undefined;
    if (refusals.size > 0) {
      for (const name of refusals.keys()) {
        this.forgetChanged(name);
        this.forgetHandedOut(name);
      }
    }
    if (maxInactiveMs !== undefined) this.isIntervalChanged = false;
    if (principal !== undefined) this.isPrincipalChanged = false;
  }

  /** The store has it. Which version that made only a load tells, unless the writer knows. */
  confirm(writing: Writing, nowMs: number): void {
    this.epoch += 1;
    const { set, removed } = writing;
    for (const [name, bytes] of set) this.bytes.set(name, bytes);
    if (removed.size > 0) for (const name of removed) this.bytes.delete(name);
    this.noteAccess(writing, nowMs);
  }

  /** The store has the access. */
  noteAccess({ accessedOffset }: Writing, nowMs: number): void {
    this.writtenAt = nowMs;
    this.writtenAccess = accessedOffset;
  }

  /** An update was done: each raises the version by one. */
  countWrite(): void {
    if (this.version !== undefined) this.version += 1;
    this.fence?.count();
  }

  /** The store may not have it: it is dirty again, whatever has been set since. */
  restore({ taken, maxInactiveMs, principal }: Writing): void {
    this.epoch += 1;
    for (const name of taken) this.#addChanged(name);
    if (maxInactiveMs !== undefined) this.isIntervalChanged = true;
    if (principal !== undefined) this.isPrincipalChanged = true;
  }

  noteChanged(name: string): void {
    this.#addChanged(name);
    this.noteAny();
  }

  /** As if the attribute had not been set or removed since the last commit. */
  forgetChanged(name: string): void {
    // Nearly always there is one: what is deleted from a set makes it build its table anew.
    if (this.#changed?.size === 1 && this.#changed.has(name)) this.#changed = undefined;
    else this.#changed?.delete(name);
  }

  noteHandedOut(name: string): void {
    this.#handedOut ??= new Set<string>();
    this.#handedOut.add(name);
    this.isUnseen = true;
    this.noteAny();
  }

  /** As if the value had not been handed out. */
  forgetHandedOut(name: string): void {
    this.#handedOut?.delete(name);
  }

  forgetAllHandedOut(): void {
    this.#handedOut?.clear();
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

  #addChanged(name: string): void {
    this.#changed ??= new Set<string>();
    this.#changed.add(name);
  }
}

/** Most sessions are only read: what nothing is in costs nothing. */
const NO_NAMES: ReadonlySet<string> = new Set<string>();
