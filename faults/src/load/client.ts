import type { Operation, Seen } from '../history/entries.ts';
import type { Outcome } from './exchange.ts';

/** A session as its client knows it. */
export interface Known {
  readonly owner: string;
  cookie: string;
  /** How many renames the client knows of. */
  idNumber: number;
}

/** A browser: it has one session at a time, and sends what it was given. */
export class Client {
  session: Known | undefined;
  /** Until there is an answer, it does not ask for another session. */
  isStarting = false;
  /** Until there is an answer, it does not know which id it has. */
  isRenaming = false;
  /** Whose sessions it has; absent: each of them is of another one. */
  readonly person: string | undefined;
  readonly #name: string;
  #sessions = 0;
  #values = 0;

  constructor(name: string, person?: string) {
    this.#name = name;
    this.person = person;
  }

  /** The owner of the next session: nobody else has had it. */
  nextOwner(): string {
    this.#sessions += 1;
    return `${this.#name}-${this.#sessions}`;
  }

  /** A value that nobody else sets. */
  nextValue(): string {
    this.#values += 1;
    return `${this.#name}=${this.#values}`;
  }
}

/** What a successful answer says of a session. */
export function seenIn({ status, body }: Outcome): Seen | undefined {
  if (status !== 200) return undefined;
  try {
    const seen = JSON.parse(body) as Partial<Seen>;
    return typeof seen.owner === 'string' ? (seen as Seen) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a client takes from an answer. Gives the session as it can be had no more: `ghosts`, which must not
 * answer from now on.
 */
export function learn(client: Client, sent: Known, op: Operation, outcome: Outcome): Known[] {
  const isCurrent = client.session?.owner === sent.owner;
  if (op.action === 'end') return op.status === 200 ? [{ ...sent }] : [];
  if (op.action === 'rename') {
    const former = { ...sent, idNumber: op.idNumber };
    if (op.status !== 200 || outcome.cookie === undefined) {
      // Whether it has another id now, and which, nobody knows.
      if (isCurrent && op.status !== 401) client.session = undefined;
      return [];
    }
    if (isCurrent) client.session = { ...sent, cookie: outcome.cookie, idNumber: op.idNumber + 1 };
    return [former];
  }
  const isSameId = client.session?.idNumber === op.idNumber;
  if (op.status === 401 && isCurrent && isSameId) client.session = undefined;
  return [];
}
