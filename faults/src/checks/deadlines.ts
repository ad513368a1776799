import type { Instant } from '../history/entries.ts';
import { foundNone, type Life } from './life.ts';
import type { Rules } from './rules.ts';

/** What wall clocks that count whole milliseconds make of an instant, in two processes. */
export const CLOCK_MS = 5;

/** When the time of a session is over, as far as its client can know. */
interface End {
  readonly earliest: Instant;
  readonly latest: Instant;
}

/**
 * When a session that is there at an instant ends by itself: by what its client had asked until then. It is used
 * somewhere between the beginning of a request and its end. Infinity: never.
 */
export function endsByItself(life: Life, at: Instant, { idleMs, lifeMs }: Rules): End {
  const start = life.certain('start')[0];
  const begun = life.operations.filter((op) => op.begun < at && !foundNone(op));
  const certain = begun.filter((op) => op.ended < at && life.isCertain(op));
  return {
    earliest: Math.min(
      after(idleMs, Math.max(...certain.map((op) => op.begun))),
      after(lifeMs, start?.begun),
    ),
    latest: Math.min(
      after(idleMs, Math.max(...begun.map((op) => op.ended))),
      after(lifeMs, start?.ended),
    ),
  };
}

function after(ms: number | undefined, since: Instant | undefined): Instant {
  return ms === undefined || since === undefined ? Infinity : since + ms;
}
