import type { Clock, Timer } from '../common/clock.ts';
import { NumberHeap } from './number-heap.ts';

/** Something that hangs in a bucket, by links that are none of its own business. */
export interface DeadlineNode {
  previous: DeadlineNode | undefined;
  next: DeadlineNode | undefined;
}

/** A bucket is this wide: nothing is noticed later than this after its deadline, unless the loop is busy. */
const TICK_MS = 250;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Deadlines further away than this wait in coarse buckets and are sorted again when those are due. */
const FAR_MS = 2 * HOUR_MS;
/** From here on a bucket is a day wide. */
const FARTHER_MS = 4 * DAY_MS;
/** The furthest bucket: nothing waits longer without being sorted again. Less than a timer can wait. */
const FARTHEST_MS = 24 * DAY_MS;
/** A slice of work holds the event loop for this long, and for what its last node takes. */
const SLICE_MS = 2;

/**
 * Calls back for nodes when their deadlines are due, at a cost of what is due: buckets by time, one
 * timer for the next bucket, work in slices. Moving a deadline away needs no call: when the bucket is
 * due the callback schedules the node again.
 */
export class Deadlines<N extends DeadlineNode> {
  readonly #clock: Clock;
  readonly #onDue: (node: N) => void;
  readonly #buckets = new Map<number, Bucket>();
  readonly #ticks = new NumberHeap();
  #timer: Timer | undefined;
  #timerTick = Infinity;
  #isClosed = false;

  constructor(clock: Clock, onDue: (node: N) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Hangs a node into the bucket of a deadline (monotonic, as `nowMs`), out of any other. */
  schedule(node: N, deadlineMs: number, nowMs: number): void {
    if (node.next !== undefined) unlink(node);
    if (this.#isClosed) return;
    const tick = tickOf(deadlineMs, nowMs);
    let bucket = this.#buckets.get(tick);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.#buckets.set(tick, bucket);
      this.#ticks.push(tick);
      if (tick < this.#timerTick) this.#arm(tick);
    }
    link(bucket, node);
  }

  /** Takes a node out. One that hangs nowhere stays there. */
  cancel(node: N): void {
    if (node.next !== undefined) unlink(node);
  }

  /** Forgets everything and stops the timer, for good. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#buckets.clear();
    this.#ticks.clear();
  }

  #arm(tick: number): void {
    this.#timer?.cancel();
    this.#timerTick = tick;
    const delayMs = Math.max(0, tick * TICK_MS - this.#clock.monotonic());
    this.#timer = this.#clock.after(delayMs, () => this.#run());
  }

  #run(): void {
    // No new bucket needs a timer now: the work goes on until there is nothing due.
    this.#timer = undefined;
    this.#timerTick = -Infinity;
    const sliceEndMs = this.#clock.monotonic() + SLICE_MS;
    for (let tick = this.#ticks.peek(); tick !== undefined; tick = this.#ticks.peek()) {
      const nowMs = this.#clock.monotonic();
      if (tick * TICK_MS > nowMs) break;
      if (nowMs >= sliceEndMs) {
        this.#timer = this.#clock.nextTurn(() => this.#run());
        return;
      }
      this.#step(tick);
    }
    this.#timerTick = Infinity;
    const next = this.#ticks.peek();
    if (next !== undefined) this.#arm(next);
  }

  /** One node of a bucket that is due; an empty bucket goes. */
  #step(tick: number): void {
    const node = this.#buckets.get(tick)?.next;
    if (node === undefined || node instanceof Bucket) {
      this.#buckets.delete(tick);
      this.#ticks.pop();
      return;
    }
    unlink(node);
    this.#onDue(node as N);
  }
}

/** Far deadlines are rounded down, so that there are few buckets and none is missed. */
function tickOf(deadlineMs: number, nowMs: number): number {
  const aheadMs = deadlineMs - nowMs;
  if (aheadMs <= FAR_MS) return Math.ceil(deadlineMs / TICK_MS);
  const stepMs = aheadMs > FARTHER_MS ? DAY_MS : HOUR_MS;
  const dueMs = Math.min(deadlineMs, nowMs + FARTHEST_MS);
  return (Math.floor(dueMs / stepMs) * stepMs) / TICK_MS;
}

/** The head of a ring of nodes; alone it points at itself. */
class Bucket implements DeadlineNode {
  previous: DeadlineNode = this;
  next: DeadlineNode = this;
}

function link(bucket: Bucket, node: DeadlineNode): void {
  const last = bucket.previous;
  node.previous = last;
  node.next = bucket;
  last.next = node;
  bucket.previous = node;
}

function unlink(node: DeadlineNode): void {
  const { previous, next } = node;
  if (previous !== undefined) previous.next = next;
  if (next !== undefined) next.previous = previous;
  node.previous = undefined;
  node.next = undefined;
}
