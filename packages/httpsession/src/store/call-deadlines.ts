import type { Clock } from '../common/clock.ts';

/** A call that is waited for. In a list, as most leave from its middle. */
export interface WaitingCall {
  /** Called at most once, and not after `remove`. */
  expire(): void;
  startedAt: number;
  /** How much longer than the others it may take, as the process was busy meanwhile; in milliseconds. */
  grace: number;
  previous: WaitingCall | undefined;
  next: WaitingCall | undefined;
}

/** A timer that fires later than this, in milliseconds, tells of a process that was busy. */
const LATE_MS = 50;

/**
 * The deadlines of calls that may all take equally long, by one timer. A call is judged only after the replies
 * that wait in the sockets were read; and when the timer itself was late, as the process was busy with
 * something else, the calls get as much more time, once: their requests may not even have been sent.
 */
export class CallDeadlines {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #first: WaitingCall | undefined;
  #last: WaitingCall | undefined;
  #size = 0;
  #isArmed = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** How many calls wait. */
  get size(): number {
    return this.#size;
  }

  /** Waits for a call from now on. */
  add(call: WaitingCall): void {
    call.startedAt = this.#clock.monotonic();
    call.previous = this.#last;
    if (this.#last === undefined) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#size += 1;
    this.#armUnlessArmed(call.startedAt + this.#timeoutMs, call.startedAt);
  }

  /** Waits for it no longer. */
  remove(call: WaitingCall): void {
    if (call.previous === undefined) this.#first = call.next;
    else call.previous.next = call.next;
    if (call.next === undefined) this.#last = call.previous;
    else call.next.previous = call.previous;
    call.previous = undefined;
    call.next = undefined;
    this.#size -= 1;
  }

  /**
   * The timer is left alone by calls that end in time: it fires once per time-out at most, and only then looks
   * for whom it is needed next.
   */
  #armUnlessArmed(at: number, now: number): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    this.#clock.after(Math.max(1, at - now), () => {
      const late = this.#clock.monotonic() - at;
      this.#afterInput(() => {
        this.#judge(late > LATE_MS ? late : 0);
      });
    });
  }

  /**
   * Behind the replies that wait. A turn alone does not come while nothing happens in the process, as it does
   * not keep it alive; the timer is what happens then.
   */
  #afterInput(callback: () => void): void {
    const turn = this.#clock.nextTurn(() => {
      timer.cancel();
      callback();
    });
    const timer = this.#clock.after(1, () => {
      turn.cancel();
      callback();
    });
  }

  #judge(late: number): void {
    this.#isArmed = false;
    const now = this.#clock.monotonic();
    let nextAt = Number.POSITIVE_INFINITY;
    // Those behind one whose ordinary time has not come began later.
    for (let call = this.#first, following; call !== undefined; call = following) {
      following = call.next;
      const ordinarilyAt = call.startedAt + this.#timeoutMs;
      const dueAt = this.#dueAt(call, now, late);
      if (dueAt > now) {
        nextAt = Math.min(nextAt, dueAt);
      } else {
        this.remove(call);
        call.expire();
      }
      if (ordinarilyAt > now) break;
    }
    if (nextAt !== Number.POSITIVE_INFINITY) this.#armUnlessArmed(nextAt, now);
  }

  /** When a call is over; with more time than the others, once, when the timer was late. */
  #dueAt(call: WaitingCall, now: number, late: number): number {
    const ordinarilyAt = call.startedAt + this.#timeoutMs;
    if (late > 0 && ordinarilyAt <= now && call.grace === 0) {
      call.grace = now - ordinarilyAt + Math.min(late, this.#timeoutMs);
    }
    return ordinarilyAt + call.grace;
  }
}
