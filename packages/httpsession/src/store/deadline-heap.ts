/** What can hang in a `DeadlineHeap`. The heap alone writes `place`; -1 says that it is not in one. */
export interface Due {
  /** When this is due. May be moved back at any time; moved forward only through `add`. */
  dueAt: number;
  place: number;
}

/**
 * Finds what is due without looking at the rest: a binary heap that knows where each of its members is, so
 * that one can leave it from anywhere. Moving a deadline back costs nothing; the member is put in its place
 * when it comes to the top.
 */
export class DeadlineHeap<T extends Due> {
  readonly #heap: { at: number; readonly member: T }[] = [];

  /** How many members there are. */
  get size(): number {
    return this.#heap.length;
  }

  /** Takes in a member, or puts one that is in already where its deadline belongs if that is earlier now. */
  add(member: T): void {
    const slot = this.#heap[member.place];
    if (slot === undefined) {
      member.place = this.#heap.push({ at: member.dueAt, member }) - 1;
      this.#rise(member.place);
    } else if (member.dueAt < slot.at) {
      slot.at = member.dueAt;
      this.#rise(member.place);
    }
  }

  /** Takes a member out. Does nothing when it is not in. */
  remove(member: T): void {
    const place = member.place;
    const last = this.#heap.at(-1);
    if (place === -1 || last === undefined) return;
    this.#heap.pop();
    member.place = -1;
    if (last.member === member) return;
    this.#put(last, place);
    this.#rise(place);
    this.#sink(last.member.place);
  }

  /** Takes out the member that is due first, if it is due at `now`. */
  takeDue(now: number): T | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.at > now) return undefined;
      if (first.member.dueAt <= first.at) {
        this.remove(first.member);
        return first.member;
      }
      first.at = first.member.dueAt;
      this.#sink(0);
    }
  }

  #rise(from: number): void {
    let place = from;
    const slot = this.#heap[place];
    while (slot !== undefined && place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || parent.at <= slot.at) break;
      this.#put(parent, place);
      this.#put(slot, above);
      place = above;
    }
  }

  #sink(from: number): void {
    let place = from;
    const slot = this.#heap[place];
    while (slot !== undefined) {
      const below = this.#earlierChild(place);
      const child = this.#heap[below];
      if (child === undefined || child.at >= slot.at) break;
      this.#put(child, place);
      this.#put(slot, below);
      place = below;
    }
  }

  #earlierChild(place: number): number {
    const left = place * 2 + 1;
    const a = this.#heap[left];
    const b = this.#heap[left + 1];
    return a !== undefined && b !== undefined && b.at < a.at ? left + 1 : left;
  }

  #put(slot: { at: number; readonly member: T }, place: number): void {
    this.#heap[place] = slot;
    slot.member.place = place;
  }
}
