import { type Clock, MAX_TIMER_MS, type Timer } from '../common/clock.ts';
import { NumberHeap } from './number-heap.ts';

/** Something that hangs in a bucket. `tick` is the bucket; the links are the wheel's business. */
export interface DeadlineNode {
  previous: DeadlineNode | undefined;
  next: DeadlineNode | undefined;
  tick: number;
}

/** A bucket is this wide: nothing is noticed later than this after its deadline, unless the loop is busy. */
const TICK_MS = 250;
/** Deadlines further away than this wait in coarse buckets and are sorted again when those are due. */
const FAR_MS = 2 * 3_600_000;
const FAR_STEP_MS = 3_600_000;
/** The longest that one slice of work may hold the event loop. */
const SLICE_MS = 3;
/** How many nodes go by between two looks at the clock. */
const NODES_PER_LOOK = 16;

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

  constructor(clock: Clock, onDue: (node: N) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Hangs a node into the bucket of a deadline (monotonic, as `nowMs`), out of any other. */
  schedule(node: N, deadlineMs: number, nowMs: number): void {
    if (node.next !== undefined) unlink(node);
    const tick = tickOf(deadlineMs, nowMs);
    let bucket = this.#buckets.get(tick);
    if (bucket === undefined) {
      bucket = new Bucket(tick);
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

  /** Forgets everything and stops the timer. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerTick = -Infinity;
    this.#buckets.clear();
    this.#ticks.clear();
  }

  #arm(tick: number): void {
    this.#timer?.cancel();
    this.#timerTick = tick;
    const delay = tick * TICK_MS - this.#clock.monotonic();
    this.#timer = this.#clock.after(Math.max(0, Math.min(delay, MAX_TIMER_MS)), () => this.#run());
  }

  #run(): void {
    this.#timer = undefined;
    this.#timerTick = -Infinity;
    const began = this.#clock.monotonic();
    let budget = NODES_PER_LOOK;
    for (let tick = this.#ticks.peek(); tick !== undefined; tick = this.#ticks.peek()) {
      if (tick * TICK_MS > this.#clock.monotonic()) break;
      const bucket = this.#buckets.get(tick);
      while (bucket !== undefined && bucket.next !== bucket) {
        const node = bucket.next as N;
        unlink(node);
        this.#onDue(node);
        budget -= 1;
        if (budget > 0) continue;
        budget = NODES_PER_LOOK;
        if (this.#clock.monotonic() - began < SLICE_MS) continue;
        this.#timer = this.#clock.nextTurn(() => this.#run());
        return;
      }
      this.#buckets.delete(tick);
      this.#ticks.pop();
    }
    this.#timerTick = Infinity;
    const next = this.#ticks.peek();
    if (next !== undefined) this.#arm(next);
  }
}

/** Far deadlines are rounded down, so that their number is bounded and none is missed. */
function tickOf(deadlineMs: number, nowMs: number): number {
  const ahead = deadlineMs - nowMs;
  if (ahead <= FAR_MS) return Math.ceil(deadlineMs / TICK_MS);
  const step = ahead > 48 * FAR_MS ? 24 * FAR_STEP_MS : FAR_STEP_MS;
  return (Math.floor(Math.min(deadlineMs, Number.MAX_SAFE_INTEGER) / step) * step) / TICK_MS;
}

/** The head of a ring of nodes; alone it points at itself. */
class Bucket implements DeadlineNode {
  previous: DeadlineNode = this;
  next: DeadlineNode = this;
  tick: number;

  constructor(tick: number) {
    this.tick = tick;
  }
}

function link(bucket: Bucket, node: DeadlineNode): void {
  const last = bucket.previous;
  node.tick = bucket.tick;
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
