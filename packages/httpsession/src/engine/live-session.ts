import { PROCESS_START_MS } from '../common/clock.ts';
import { printAs } from '../common/print.ts';
import { type Attributes, NO_ATTRIBUTES } from './attributes.ts';
import type { DeadlineNode } from './deadlines.ts';
import type { StoredState } from './stored-state.ts';

/**
 * Where a session is in its life. Forward only:
 * `new` (the client has not sent its id yet), `joined`, `ending` (destroyed listeners run, all still
 * works), `unbinding` (attributes leave one by one, reading works), `ended`.
 */
export type SessionState = 'new' | 'joined' | 'ending' | 'unbinding' | 'ended';

/** Which of the two kinds of clients a session belongs to, as far as culling is concerned. */
export type Standing = 'newcomer' | 'returner';

/** What a session begins with. */
export interface LiveSessionInit {
  id: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** The same instant on the monotonic clock. */
  createdMs: number;
  /** Seconds. */
  maxInactiveSeconds: number;
}

/**
 * One session of this process: what all its requests share. A million of these live at once, so it
 * has only fields that every session needs, and its times are small integers, which V8 keeps in the
 * object itself: milliseconds of the monotonic clock, or offsets from an instant.
 */
export class LiveSession implements DeadlineNode {
  id: string;
  /** Milliseconds of the wall clock since this process began. */
  readonly #createdOffset: number;
  readonly createdMs: number;
  /** Start of the latest request, as milliseconds of the wall clock since `createdAt`. */
  accessedOffset = 0;
  /** Monotonic: when the last request let go. Means nothing while `uses` is above zero. */
  idleSinceMs: number;
  maxInactiveSeconds: number;
  attributes: Attributes = NO_ATTRIBUTES;
  /** Requests and accessors that work with it now. Above zero it is neither culled nor timed out. */
  uses = 0;
  state: SessionState = 'new';
  standing: Standing = 'newcomer';
  principal: string | undefined = undefined;
  /** What the store knows; undefined in memory-only mode. */
  stored: StoredState | undefined = undefined;

  previous: DeadlineNode | undefined = undefined;
  next: DeadlineNode | undefined = undefined;

  static {
    printAs(this.prototype, 'LiveSession {}');
  }

  constructor(init: LiveSessionInit) {
    this.id = init.id;
    this.#createdOffset = init.createdAt - PROCESS_START_MS;
    this.createdMs = init.createdMs;
    this.idleSinceMs = init.createdMs;
    this.maxInactiveSeconds = init.maxInactiveSeconds;
  }

  /** Epoch milliseconds. */
  get createdAt(): number {
    return PROCESS_START_MS + this.#createdOffset;
  }
}

/** Whether the session can be used: it has not ended and its unbinding has not begun. */
export function isUsable(live: LiveSession): boolean {
  return live.state === 'new' || live.state === 'joined' || live.state === 'ending';
}

/** Whether the session can be joined: nothing has begun to end it. */
export function isAlive(live: LiveSession): boolean {
  return live.state === 'new' || live.state === 'joined';
}
