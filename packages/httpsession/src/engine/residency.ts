import { LRUCache } from 'lru-cache';
import type { LiveSession, Standing } from './live-session.ts';
import { PassingMap } from './passing-map.ts';

/** How room is made for one more session when `sessionMax` are resident. */
export type Culling = 'segmented' | 'lru' | 'reject';

/** The longest that returners may grow, as a share of the cap: the rest is for those who sign in. */
const RETURNER_SHARE = 7 / 8;

type SessionList = LRUCache<string, LiveSession>;

/**
 * The sessions in memory, found by id, and the order in which they are culled (R17).
 *
 * Idle sessions lie in up to four `lru-cache` lists: clients that never came back (newcomers) and
 * clients that did (returners), each without and with a principal. The lists are the index as well,
 * so that finding a session is also what makes it the most recently used one. A session in use is
 * left where it lies until culling meets it there; then it is set aside until its last use ends, and
 * so it is never a victim, whatever happens. One that comes from a store begins its use set aside.
 */
export class Residency {
  readonly #max: number;
  readonly #segmented: boolean;
  readonly #returnerMax: number;
  // In the order in which culling empties them. Made when the first session needs them, because a
  // list takes its room for `sessionMax` entries at once.
  readonly #lists: (SessionList | undefined)[] = [undefined, undefined, undefined, undefined];
  readonly #aside = new PassingMap<LiveSession>();
  /** What `takeVictim` gave, while it lies nowhere: to look for it takes as long as to find one. */
  #victim: LiveSession | undefined;

  constructor(sessionMax: number, culling: Culling) {
    this.#max = sessionMax;
    this.#segmented = culling === 'segmented';
    this.#returnerMax = Math.floor(sessionMax * RETURNER_SHARE);
    this.#lists[NEWCOMER] = this.#createList();
  }

  /** How many sessions are resident. */
  get size(): number {
    const lists = this.#lists;
    return (
      this.#aside.size +
      sizeOf(lists[NEWCOMER]) +
      sizeOf(lists[NEWCOMER + NAMED]) +
      sizeOf(lists[RETURNER]) +
      sizeOf(lists[RETURNER + NAMED])
    );
  }

  /** Whether one more session needs room to be made first. */
  get isFull(): boolean {
    return this.size >= this.#max;
  }

  /** Whether there are more sessions than the cap, because all were in use. */
  get isOverfull(): boolean {
    return this.size > this.#max;
  }

  /** The session of an id, which becomes the most recently used of its kind. */
  find(id: string): LiveSession | undefined {
    const lists = this.#lists;
    return (
      lists[RETURNER]?.get(id) ??
      lists[RETURNER + NAMED]?.get(id) ??
      lists[NEWCOMER]?.get(id) ??
      lists[NEWCOMER + NAMED]?.get(id) ??
      (this.#aside.size > 0 ? this.#aside.get(id) : undefined)
    );
  }

  /**
   * Adds a session that comes from a store, as its client has come back, and is in use: on most stores it goes when the use
   * ends, and then no list needs to hear of it.
   */
  addReturner(live: LiveSession): void {
    if (this.#segmented && this.#returnerMax > 0) live.standing = 'returner';
    this.#aside.set(live.id, live);
  }

  add(live: LiveSession): void {
    const list = this.#listFor(live);
    // A list that is full would forget its oldest session by itself, and nobody would end that.
    if (list.size > this.#max) this.#aside.set(live.id, live);
    else list.set(live.id, live);
  }

  remove(live: LiveSession): void {
    if (live === this.#victim) this.#victim = undefined;
    else if (!this.#takeAside(live)) takeOut(this.#listFor(live), live.id);
  }

  /** Moves a session to its new id. */
  rename(live: LiveSession, newId: string): void {
    const isListed = takeOut(this.#listFor(live), live.id);
    if (!isListed) this.#takeAside(live);
    live.id = newId;
    if (isListed) this.add(live);
    else this.#aside.set(newId, live);
  }

  /** The client came back: the session is culled after all those whose clients did not. */
  promote(live: LiveSession): void {
    if (!this.#segmented || live.standing === 'returner' || this.#returnerMax === 0) return;
    this.#move(live, 'returner', live.principal);
    this.#demoteSurplus();
  }

  /** Notes whose session it is: those with a principal are culled after those without. */
  setPrincipal(live: LiveSession, principal: string | undefined): void {
    this.#move(live, live.standing, principal);
  }

  /** Keeps a victim that must stay for now although it is not in use: it is being passivated. */
  setAside(victim: LiveSession): void {
    this.#victim = undefined;
    this.#aside.set(victim.id, victim);
  }

  /** The last use of a session ended: one that was set aside can be culled again. */
  settle(live: LiveSession): void {
    if (!this.#takeAside(live)) return;
    this.add(live);
    this.#demoteSurplus();
  }

  /** Takes out the session to cull next; undefined when all of them are in use. */
  takeVictim(): LiveSession | undefined {
    for (const list of this.#lists) {
      for (let live = list?.pop(); live !== undefined; live = list?.pop()) {
        if (live.uses === 0) return (this.#victim = live);
        this.#aside.set(live.id, live);
      }
    }
    return undefined;
  }

  /** Every resident session. Only for the end of the manager: nothing else looks at them all. */
  *all(): Generator<LiveSession> {
    for (const list of this.#lists) if (list !== undefined) yield* [...list.values()];
    yield* this.#aside.values();
  }

  clear(): void {
    for (const list of this.#lists) list?.clear();
    this.#aside.clear();
  }

  /** Whether it was set aside, and is no longer. Under its id there may be a younger copy. */
  #takeAside(live: LiveSession): boolean {
    if (this.#aside.size === 0 || this.#aside.get(live.id) !== live) return false;
    return this.#aside.delete(live.id);
  }

  #move(live: LiveSession, standing: Standing, principal: string | undefined): void {
    const isListed = takeOut(this.#listFor(live), live.id);
    live.standing = standing;
    live.principal = principal;
    if (isListed) this.add(live);
  }

  /** One returner too many: the longest unused becomes a newcomer, so that these always have room. */
  #demoteSurplus(): void {
    const returners = sizeOf(this.#lists[RETURNER]) + sizeOf(this.#lists[RETURNER + NAMED]);
    if (returners <= this.#returnerMax) return;
    const live = this.#lists[RETURNER]?.pop() ?? this.#lists[RETURNER + NAMED]?.pop();
    if (live === undefined) return;
    live.standing = 'newcomer';
    if (live.uses > 0) this.#aside.set(live.id, live);
    else this.add(live);
  }

  #listFor(live: LiveSession): SessionList {
    const at = this.#segmented
      ? (live.standing === 'returner' ? RETURNER : NEWCOMER) +
        (live.principal === undefined ? 0 : NAMED)
      : NEWCOMER;
    return (this.#lists[at] ??= this.#createList());
  }

  #createList(): SessionList {
    // One more than the cap: the list must never evict by itself, only takeVictim decides.
    return new LRUCache<string, LiveSession>({ max: this.#max + 1 });
  }
}

const NEWCOMER = 0;
const RETURNER = 2;
const NAMED = 1;

function sizeOf(list: SessionList | undefined): number {
  return list === undefined ? 0 : list.size;
}

/** `delete` of the only entry makes `lru-cache` clear all its `max` places; `pop` takes it alone. */
function takeOut(list: SessionList, id: string): boolean {
  if (list.size !== 1) return list.delete(id);
  return list.has(id) && list.pop() !== undefined;
}
