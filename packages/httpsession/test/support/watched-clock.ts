import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { Timer } from '../../src/common/clock.ts';

/** One uninterrupted piece of work that a timer or a turn of the event loop began. */
export interface Slice {
  /** Milliseconds of the clock that it took. */
  readonly ms: number;
  /** How often `worked` was called in it. */
  readonly steps: number;
}

/** A clock that notes the delays asked of it, and how long each callback holds up the event loop. */
export class WatchedClock extends FakeClock {
  readonly delays: number[] = [];
  readonly slices: Slice[] = [];
  /** How often the time was asked for. */
  looks = 0;
  #steps = 0;

  /** Says that something was done which took some time. */
  worked(ms: number): void {
    this.#steps += 1;
    this.pass(ms);
  }

  override monotonic(): number {
    this.looks += 1;
    return super.monotonic();
  }

  override after(ms: number, callback: () => void): Timer {
    this.delays.push(ms);
    return super.after(ms, () => this.#watch(callback));
  }

  override nextTurn(callback: () => void): Timer {
    return super.nextTurn(() => this.#watch(callback));
  }

  #watch(callback: () => void): void {
    const [began, steps] = [super.monotonic(), this.#steps];
    callback();
    this.slices.push({ ms: super.monotonic() - began, steps: this.#steps - steps });
  }
}
