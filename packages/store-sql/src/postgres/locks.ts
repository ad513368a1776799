import { randomBytes } from 'node:crypto';
import { optionalNumberIn, type Row } from '../common/cells.ts';
import { giveBack } from '../common/give-back.ts';
import type { LockAnswer, LockTable } from '../common/lock-queue.ts';
import type { Call } from './connections.ts';
import type { LockStatements } from './statements/locks.ts';
import type { Statement } from './statements/statement.ts';

const WHAT = 'locking a session';

/** So long that no two questions are the same. */
const QUESTION_BYTES = 16;

/** For how long a lock is asked, and a place in its queue; and the place that there is already. */
interface Times {
  readonly leaseMs: number;
  readonly placeMs: number;
  readonly ticket?: number;
}

/** The tables of locks in PostgreSQL: every question is one statement. */
export class PostgresLockTable implements LockTable {
  readonly #ask: (call: Call) => Promise<Row[]>;
  readonly #statements: LockStatements;

  constructor(ask: (call: Call) => Promise<Row[]>, statements: LockStatements) {
    this.#ask = ask;
    this.#statements = statements;
  }

  ask(name: Buffer, leaseMs: number, placeMs: number): Promise<LockAnswer> {
    return this.#askFor(name, this.#statements.ask, { leaseMs, placeMs });
  }

  askAgain(waiting: {
    readonly name: Buffer;
    readonly leaseMs: number;
    readonly placeMs: number;
    readonly ticket: number;
  }): Promise<LockAnswer> {
    return this.#askFor(waiting.name, this.#statements.askAgain, waiting);
  }

  async leave(ticket: number): Promise<void> {
    await this.#rows(this.#statements.leave, [ticket]);
  }

  async renew(name: Buffer, token: number, leaseMs: number): Promise<boolean> {
    return (await this.#rows(this.#statements.renew, [name, token, leaseMs])).length > 0;
  }

  async release(held: readonly (readonly [token: number, name: Buffer])[]): Promise<number> {
    const names = held.map(([, name]) => name);
    const tokens = held.map(([token]) => token);
    return (await this.#rows(this.#statements.release, [names, tokens])).length;
  }

  async #askFor(name: Buffer, statement: Statement, times: Times): Promise<LockAnswer> {
    const question = randomBytes(QUESTION_BYTES);
    const { leaseMs, placeMs, ticket } = times;
    const rest = [leaseMs, placeMs, question, ...(ticket === undefined ? [] : [ticket])];
    const rows = await this.#ask({
      what: WHAT,
      statement,
      values: (restMs) => [name, restMs, ...rest],
      onLate: (late) => giveBack(this, name, answerOf(late)),
      // Over another connection. When that fails too, the lease ends it; and a place in the queue ends soon.
      onLost: () =>
        void this.#rows(this.#statements.takeBack, [name, question]).catch(() => undefined),
    });
    return answerOf(rows);
  }

  #rows(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.#ask({ what: WHAT, statement, values: () => values });
  }
}

function answerOf([row = []]: readonly Row[]): LockAnswer {
  const [token, ticket] = row.map(optionalNumberIn);
  return {
    ...(token === undefined ? {} : { token }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}
