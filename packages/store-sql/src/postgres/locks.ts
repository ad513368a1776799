import { optionalNumberIn, type Row } from '../common/cells.ts';
import type { LockTable } from '../common/lock-queue.ts';
import type { Call } from './connections.ts';
import type { LockStatements } from './statements/locks.ts';
import type { Statement } from './statements/statement.ts';

interface Answer {
  token?: number;
  ticket?: number;
}

/** The tables of locks in PostgreSQL: every question is one statement. */
export class PostgresLockTable implements LockTable {
  readonly #ask: (call: Call) => Promise<Row[]>;
  readonly #statements: LockStatements;

  constructor(ask: (call: Call) => Promise<Row[]>, statements: LockStatements) {
    this.#ask = ask;
    this.#statements = statements;
  }

  ask(name: Buffer, leaseMs: number, placeMs: number): Promise<Answer> {
    return this.#answer(this.#statements.ask, [name, leaseMs, placeMs]);
  }

  askAgain(waiting: {
    readonly name: Buffer;
    readonly leaseMs: number;
    readonly placeMs: number;
    readonly ticket: number;
  }): Promise<Answer> {
    const { name, leaseMs, placeMs, ticket } = waiting;
    return this.#answer(this.#statements.askAgain, [name, leaseMs, placeMs, ticket]);
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

  async #answer(statement: Statement, values: unknown[]): Promise<Answer> {
    const [row] = await this.#rows(statement, values);
    const [token, ticket] = (row ?? []).map(optionalNumberIn);
    return {
      ...(token === undefined ? {} : { token }),
      ...(ticket === undefined ? {} : { ticket }),
    };
  }

  #rows(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.#ask({ what: 'locking a session', statement, values: () => values });
  }
}
