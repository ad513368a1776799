import type { Entry, Instant, Operation } from '../history/entries.ts';
import type { Rules, Span } from './rules.ts';

/** All that is known of one session. */
export class Life {
  readonly owner: string;
  readonly operations: readonly Operation[];
  readonly #losses: readonly Span[];

  constructor(owner: string, operations: readonly Operation[], losses: readonly Span[]) {
    this.owner = owner;
    this.operations = operations;
    this.#losses = losses;
  }

  /** Those that were acknowledged, and must last. */
  certain(action: Operation['action']): Operation[] {
    return this.operations.filter((op) => op.action === action && this.isCertain(op));
  }

  /** Those that may have been done. */
  attempted(action: Operation['action']): Operation[] {
    return this.operations.filter((op) => op.action === action && mayHaveHappened(op));
  }

  isCertain(op: Operation): boolean {
    return succeeded(op) && !this.#losses.some((span) => isIn(span, op.ended));
  }

  /** Since when the session is certainly there; undefined: it never was. */
  get startedAt(): Instant | undefined {
    return this.certain('start')[0]?.ended;
  }
}

/** The sessions of a history. */
export function livesOf(history: readonly Entry[], rules: Rules): Life[] {
  const byOwner = new Map<string, Operation[]>();
  for (const entry of history) {
    if (entry.kind !== 'operation' || entry.action === 'free') continue;
    const known = byOwner.get(entry.session);
    if (known === undefined) byOwner.set(entry.session, [entry]);
    else known.push(entry);
  }
  return [...byOwner].map(([owner, operations]) => {
    operations.sort((a, b) => a.begun - b.begun);
    return new Life(owner, operations, rules.losses ?? []);
  });
}

/** Whether the application has done it, and said so. */
export function succeeded(op: Operation): boolean {
  return op.status === 200;
}

/** Whether the application said that there is no such session: then nothing was done. */
export function foundNone(op: Operation): boolean {
  return op.status === 401;
}

/** Everything but a refusal: a failure may come after the change, and what has no answer may have been done. */
function mayHaveHappened(op: Operation): boolean {
  return !foundNone(op) && op.status !== 400;
}

function isIn({ from, to }: Span, at: Instant): boolean {
  return from <= at && at <= to;
}
