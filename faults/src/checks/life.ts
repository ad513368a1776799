import type { Entry, Instant, Operation } from '../history/entries.ts';
import type { Rules, Span } from './rules.ts';

/** All that is known of one session. */
export class Life {
  readonly owner: string;
  readonly operations: readonly Operation[];
  /** What has ended it, and said so: its client, or a log-out of its person that began when it was there. */
  readonly certainEnds: readonly Operation[];
  /** What may have ended it. */
  readonly possibleEnds: readonly Operation[];
  readonly #losses: readonly Span[];

  /** `logouts` are those of its person. */
  constructor(
    owner: string,
    operations: readonly Operation[],
    { logouts, losses }: { logouts: readonly Operation[]; losses: readonly Span[] },
  ) {
    this.owner = owner;
    this.operations = operations;
    this.#losses = losses;
    const since = this.startedAt ?? Infinity;
    const first = operations[0]?.begun ?? Infinity;
    this.certainEnds = [
      ...this.certain('end'),
      ...logouts.filter((op) => this.isCertain(op) && op.begun > since),
    ];
    this.possibleEnds = [
      ...this.attempted('end'),
      ...logouts.filter((op) => mayHaveHappened(op) && op.ended > first),
    ];
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
  const operations = history.filter((entry) => entry.kind === 'operation');
  const { losses = [] } = rules;
  const logoutsOf = grouped(
    operations.filter(({ action }) => action === 'logout'),
    ({ person }) => person,
  );
  const byOwner = grouped(
    operations.filter(({ session }) => session !== ''),
    ({ session }) => session,
  );
  return [...byOwner].map(([owner, own]) => {
    own.sort((a, b) => a.begun - b.begun);
    const person = own.find(({ action }) => action === 'start')?.person;
    const logouts = person === undefined ? [] : (logoutsOf.get(person) ?? []);
    return new Life(owner, own, { logouts, losses });
  });
}

function grouped<K>(
  operations: readonly Operation[],
  keyOf: (op: Operation) => K,
): Map<K, Operation[]> {
  const groups = new Map<K, Operation[]>();
  for (const op of operations) {
    const group = groups.get(keyOf(op));
    if (group === undefined) groups.set(keyOf(op), [op]);
    else group.push(op);
  }
  return groups;
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
