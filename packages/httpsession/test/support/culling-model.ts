import type { Culling } from '../../src/engine/residency.ts';

interface Entry {
  readonly id: string;
  isReturner: boolean;
  /** The name of the principal, if it has one. */
  name: string | null;
  uses: number;
  /** Culling met it in use. It has no place in the order until its last use ends. */
  isAside: boolean;
}

/** What the sessions in memory are and which goes next, written as plainly as possible: one list. */
export class CullingModel {
  readonly #max: number;
  readonly #culling: Culling;
  /** The least recently used first. */
  #entries: Entry[] = [];
  culledWhileFull = 0;

  constructor(max: number, culling: Culling) {
    this.#max = max;
    this.#culling = culling;
  }

  get size(): number {
    return this.#entries.length;
  }

  get ids(): string[] {
    return this.#entries.map(({ id }) => id);
  }

  get returners(): number {
    return this.#entries.filter((entry) => entry.isReturner && !entry.isAside).length;
  }

  /** Makes room for one more. Gives those that have to go for it, in order, or says that it may not come. */
  makeRoom(): string[] | 'rejected' {
    if (this.#culling === 'reject' && this.size >= this.#max) return 'rejected';
    return this.#cullDownTo(this.#max - 1);
  }

  /** A new session, in use. */
  add(id: string): void {
    this.#entries.push({ id, isReturner: false, name: null, uses: 1, isAside: false });
  }

  /** Somebody asked for the id, and found the session or not. */
  touch(id: string): void {
    const entry = this.#find(id);
    if (entry !== undefined) this.#moveToEnd(entry);
  }

  /** A use begins. */
  pin(id: string): void {
    this.touch(id);
    this.#get(id).uses += 1;
  }

  /** The client came back. */
  promote(id: string): void {
    const entry = this.#get(id);
    if (this.#culling !== 'segmented' || this.#mostReturners === 0 || entry.isReturner) return;
    entry.isReturner = true;
    this.#moveToEnd(entry);
    this.#demoteSurplus();
  }

  /** A use ended. Gives those that have to go now. */
  release(id: string): string[] {
    const entry = this.#find(id);
    if (entry === undefined) return [];
    entry.uses -= 1;
    if (entry.uses > 0) return [];
    if (entry.isAside) {
      entry.isAside = false;
      this.#moveToEnd(entry);
      this.#demoteSurplus();
    }
    return this.#cullDownTo(this.#max);
  }

  /** Another principal than before counts as a use. */
  setName(id: string, name: string | null): void {
    const entry = this.#get(id);
    if (entry.name === name) return;
    entry.name = name;
    this.#moveToEnd(entry);
  }

  /** The session has another id; this counts as a use of it. */
  rename(id: string, newId: string): void {
    const entry = this.#get(id);
    this.remove(id);
    this.#entries.push({ ...entry, id: newId });
  }

  remove(id: string): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
  }

  get #mostReturners(): number {
    return Math.floor((this.#max * 7) / 8);
  }

  #find(id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  #get(id: string): Entry {
    const entry = this.#find(id);
    if (entry === undefined) throw new Error('the model has no such session');
    return entry;
  }

  #moveToEnd(entry: Entry): void {
    this.#entries = [...this.#entries.filter((one) => one !== entry), entry];
  }

  #demoteSurplus(): void {
    while (this.returners > this.#mostReturners) {
      const listed = this.#entries.filter((entry) => entry.isReturner && !entry.isAside);
      const demoted = listed.find((entry) => entry.name === null) ?? listed[0]!;
      demoted.isReturner = false;
      demoted.isAside = demoted.uses > 0;
      this.#moveToEnd(demoted);
    }
  }

  #cullDownTo(size: number): string[] {
    const culled: string[] = [];
    while (this.size > size) {
      const victim = this.#nextVictim();
      if (victim === undefined) {
        this.culledWhileFull += 1;
        break;
      }
      this.remove(victim.id);
      culled.push(victim.id);
    }
    return culled;
  }

  /** In 'lru' mode there is one group, otherwise four. */
  #nextVictim(): Entry | undefined {
    const groupOf = (entry: Entry): number =>
      this.#culling === 'segmented'
        ? (entry.isReturner ? 2 : 0) + (entry.name === null ? 0 : 1)
        : 0;
    for (const group of [0, 1, 2, 3]) {
      for (const entry of this.#entries) {
        if (groupOf(entry) !== group || entry.isAside) continue;
        if (entry.uses === 0) return entry;
        entry.isAside = true;
      }
    }
    return undefined;
  }
}
