import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingCall } from 'httpsession';
import { getLastVersion } from 'lmdb';
import type { EntryKey } from '../format/entry-keys.ts';
import { peekEntry, type Database } from './database.ts';
import {
  ABSENT,
  Draft,
  FOREIGN,
  Layer,
  type Entries,
  type Entry,
  type ReadVersion,
} from './draft.ts';

/** Something to be done to the entries, alone. It may be done again, so it changes nothing but them. */
export interface Turn {
  readonly action: () => unknown;
  /** When nobody waits for it any more it is not made, unless LMDB has it already. */
  readonly call: OutgoingCall<unknown>;
}

/** A turn, and what came of it the last time. */
interface TriedTurn extends Turn {
  /** What it gives when it is made. */
  result: unknown;
  /** What it is about to write, and what that depends on; undefined when all of it is saved. */
  unsaved: Draft | undefined;
  /** Undefined until it is handed over. */
  isMade: true | Promise<boolean> | undefined;
}

/** What turns ask of the file. */
interface TurnHost {
  /** Whether nothing may be written just now. */
  mustWait(): boolean;
  /** What a caller is told for an error. */
  explain(what: string, error: unknown): Promise<unknown>;
}

/**
 * Has actions done one after the other. An action reads here and now, and what it writes is handed to the thread of
 * lmdb together with the versions of what it has read; when another process was faster it is done again. So no
 * thread ever waits for this one, which could be at its end (`process.exit`) or stopped while it has the file.
 */
export class Turns {
  readonly #db: Database;
  readonly #host: TurnHost;
  #waiting: TriedTurn[] = [];
  #isUnderWay = false;
  #draft: Draft | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(db: Database, host: TurnHost) {
    this.#db = db;
    this.#host = host;
  }

  /** The draft of the action that is being done. */
  get draft(): Draft | undefined {
    return this.#draft;
  }

  add({ action, call }: Turn): void {
    this.#waiting.push({ action, call, result: undefined, unsaved: undefined, isMade: undefined });
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    // All of one turn of the event loop are saved together.
    setImmediate(() => void this.#make());
  }

  /** Settles when there is nothing to do: lmdb lets no write come to its end that was begun before it was closed. */
  idle(): Promise<void> {
    if (!this.#isUnderWay) return Promise.resolve();
    return new Promise((resolve) => (this.#whenIdle = resolve));
  }

  async #make(): Promise<void> {
    while (this.#waiting.length > 0) {
      while (this.#host.mustWait()) await sleep(WAIT_MS);
      const turns = this.#waiting;
      this.#waiting = [];
      try {
        const again = await this.#settle(this.#handOver(turns));
        this.#waiting = [...again, ...this.#waiting];
      } catch (error) {
        // lmdb itself failed. Who has an answer keeps it, and the next turns are tried.
        for (const turn of turns) this.#fail(turn, error);
      }
    }
    this.#isUnderWay = false;
    this.#whenIdle?.();
  }

  /** Gives those who wait what came of it. Those that another process was faster than are left. */
  async #settle(handed: readonly TriedTurn[]): Promise<TriedTurn[]> {
    const again: TriedTurn[] = [];
    for (const attempt of handed) {
      const { call, result, isMade } = attempt;
      try {
        if (isMade === true || (await isMade)) call.resolve(result);
        else again.push(attempt);
      } catch (error) {
        this.#fail(attempt, error);
      }
    }
    return again;
  }

  /** Does the actions, each on what the ones before it are about to write, and hands over what they write. */
  #handOver(turns: readonly TriedTurn[]): TriedTurn[] {
    this.#db.resetReadTxn();
    const before = new Layer(committed(this.#db));
    const handed: TriedTurn[] = [];
    let isAnyUnsaved = false;
    for (const turn of turns) {
      const draft = new Draft(before);
      if (!turn.call.isWaiting || !this.#do(turn, draft)) continue;
      handed.push(turn);
      const isUnsaved = draft.written.size > 0 || draft.read.meets(before.written);
      turn.unsaved = isUnsaved ? draft : undefined;
      // What is saved already needs no proof.
      turn.isMade = isUnsaved ? undefined : true;
      if (!isUnsaved) continue;
      isAnyUnsaved = true;
      before.written.setAll(draft.written);
    }
    if (isAnyUnsaved) this.#saveAll(handed);
    return handed;
  }

  /** In one transaction. When it fails, each of the promises in it says so. */
  #saveAll(handed: readonly TriedTurn[]): void {
    const all = this.#db.batch(() => {
      for (const one of handed) if (one.unsaved !== undefined) one.isMade = this.#save(one.unsaved);
    });
    all.catch(ignore);
    for (const one of handed) {
      one.isMade ??= all;
      if (one.isMade !== true) one.isMade.catch(ignore);
    }
  }

  /** Whether the action came to its end. */
  #do(turn: TriedTurn, draft: Draft): boolean {
    try {
      this.#draft = draft;
      turn.result = turn.action();
      return true;
    } catch (error) {
      this.#fail(turn, error);
      return false;
    } finally {
      this.#draft = undefined;
    }
  }

  #fail({ call }: Turn, error: unknown): void {
    void this.#host.explain(call.what, error).then((explained) => call.reject(explained));
  }

  /** Whether what was read was still so when it was written; undefined when nothing was read. */
  #save(draft: Draft): Promise<boolean> | undefined {
    const swapped = this.#swap(draft);
    if (swapped !== undefined) return swapped;
    const { read, written } = draft;
    const conditions = [...read.entries()].sort(absentFirst);
    const answers: Promise<boolean>[] = [];
    const ask = (at: number): void => {
      const condition = conditions[at];
      if (condition === undefined) this.#write(written);
      else answers.push(this.#when(condition, () => ask(at + 1)));
    };
    ask(0);
    if (answers.length < 2) return answers[0];
    return Promise.all(answers).then((each) => each.every(Boolean));
  }

  /**
   * Nearly all writes change the one entry that they have read: that is one instruction for the thread of lmdb, and not
   * the beginning of a condition, what it holds for, and its end. Undefined: it is another kind of write.
   */
  #swap({ read, written }: Draft): Promise<boolean> | undefined {
    const key = written.onlyKey;
    if (key === undefined || key !== read.onlyKey) return undefined;
    const [was, will] = [read.get(key), written.get(key)];
    if (typeof was !== 'number' || will?.bytes === undefined) return undefined;
    return this.#db.put(key, will.bytes, will.version ?? 0, was);
  }

  /** Whether an entry is as it was when the turn of the thread comes: only then it does what `then` hands over. */
  #when([key, version]: Condition, then: () => void): Promise<boolean> {
    return version === ABSENT
      ? this.#db.ifNoExists(key, then)
      : this.#db.ifVersion(key, version, then);
  }

  #write(written: Draft['written']): void {
    for (const [key, { bytes, version }] of written.entries()) {
      if (bytes === undefined) void this.#db.remove(key);
      else void this.#db.put(key, bytes, version ?? 0);
    }
  }
}

/** Whether writing goes on is asked for again after this, in milliseconds. */
const WAIT_MS = 2;

function ignore(): void {
  // Who waits for it is told.
}

type Condition = readonly [EntryKey, ReadVersion];

/** What all processes see. */
function committed(db: Database): Entries {
  return {
    find: (key) => {
      const bytes = peekEntry(db, key);
      if (bytes === undefined) return NONE;
      return { bytes, version: bytes.length === 0 ? FOREIGN : getLastVersion() };
    },
    keys: (start, end, limit) => [...db.getKeys({ start, end, limit })],
  };
}

const NONE: Entry = { bytes: undefined, version: ABSENT };

/** lmdb answers for an entry that must not be there without regard to the conditions around it: these come first. */
function absentFirst([, one]: Condition, [, other]: Condition): number {
  return Number(one !== ABSENT) - Number(other !== ABSENT);
}
