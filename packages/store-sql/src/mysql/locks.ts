import { giveBack } from '../common/give-back.ts';
import type { LockAnswer, LockTable } from '../common/lock-queue.ts';
import type { Connections } from './connections.ts';
import { DUPLICATE, isUndone, serverError } from './failures.ts';
import type { Conversation } from './conversation.ts';
import { fromNow, NOW, RUNS_US } from './statements/fragments.ts';
import { list, sql } from './sql.ts';
import type { Tables } from './tables.ts';

const WHAT = 'locking a session';

/** What a lock is taken with. */
interface Taking {
  readonly name: Buffer;
  readonly leaseMs: number;
  readonly ticket: number;
}

/**
 * The tables of locks in MySQL. Everybody who asks draws a ticket, and it becomes the token of who gets the lock:
 * a later holder has a greater one. Every statement is its own transaction; the row of the lock decides.
 */
export class MysqlLockTable implements LockTable {
  readonly #connections: Pick<Connections, 'ask'>;
  readonly #tables: Tables;

  constructor(connections: Pick<Connections, 'ask'>, tables: Tables) {
    this.#connections = connections;
    this.#tables = tables;
  }

  ask(name: Buffer, leaseMs: number, placeMs: number): Promise<LockAnswer> {
    return this.#askFor(name, (conversation) =>
      this.#draw(conversation, { name, leaseMs, placeMs }),
    );
  }

  askAgain(waiting: Taking & { readonly placeMs: number }): Promise<LockAnswer> {
    const { name, ticket, placeMs } = waiting;
    return this.#askFor(name, async (conversation) => {
      const { waiters, locks } = this.#tables;
      const stayed = await conversation.change(
        sql`UPDATE ${waiters} SET alive_until = ${fromNow(placeMs)}
          WHERE ticket = ${ticket} AND alive_until > ${NOW}
            AND NOT EXISTS (SELECT 1 FROM ${locks} l WHERE l.name_key = ${name} AND l.token > ${ticket})`,
      );
      // We were away for too long, or not to be seen in time: somebody with a later ticket was served, and a
      // token never gets smaller.
      if (stayed.rows === 0) {
        await this.#forget(conversation, [ticket]);
        return this.#draw(conversation, waiting);
      }
      return (await this.#take(conversation, waiting)) ? { token: ticket } : { ticket };
    });
  }

  async leave(ticket: number): Promise<void> {
    await this.#ask((conversation) => this.#forget(conversation, [ticket]));
  }

  renew(name: Buffer, token: number, leaseMs: number): Promise<boolean> {
    return this.#ask(async (conversation) => {
      const renewed = await conversation.change(
        sql`UPDATE ${this.#tables.locks} SET held_until = ${fromNow(leaseMs)}
          WHERE name_key = ${name} AND token = ${token} AND held_until > ${NOW}`,
      );
      return renewed.rows > 0;
    });
  }

  release(held: readonly (readonly [number, Buffer])[]): Promise<number> {
    return this.#ask(async (conversation) => {
      let released = 0;
      for (const [token, name] of held) {
        const ended = await conversation.change(
          sql`UPDATE ${this.#tables.locks} SET held_until = ${NOW}
            WHERE name_key = ${name} AND token = ${token} AND held_until > ${NOW}`,
        );
        released += ended.rows;
      }
      await this.#forget(
        conversation,
        held.map(([token]) => token),
      );
      return released;
    });
  }

  async #draw(
    conversation: Conversation,
    { name, leaseMs, placeMs }: Omit<Taking, 'ticket'> & { readonly placeMs: number },
  ): Promise<LockAnswer> {
    const aliveUntil = placeMs === 0 ? sql`0` : fromNow(placeMs);
    const { id: ticket } = await conversation.change(
      sql`INSERT INTO ${this.#tables.waiters} (name_key, alive_until) VALUES (${name}, ${aliveUntil})`,
    );
    if (await this.#take(conversation, { name, leaseMs, ticket })) return { token: ticket };
    if (placeMs > 0) return { ticket };
    await this.#forget(conversation, [ticket]);
    return {};
  }

  /** Whether it took the lock. When nobody knows whether it did, it gives it back, with the place in the queue. */
  async #take(conversation: Conversation, taking: Taking): Promise<boolean> {
    try {
      return await this.#tryToTake(conversation, taking);
    } catch (error) {
      if (!isUndone(error)) {
        // Over another connection. When that fails too, the lease ends it.
        this.release([[taking.ticket, taking.name]]).catch(() => undefined);
      }
      throw error;
    }
  }

  /**
   * Takes the lock when nobody has it and nobody waits who came before; who had it last does not wait. Not when the row
   * was locked by somebody for so long that we are given up by then: the answer would find nobody to release it.
   */
  async #tryToTake(
    conversation: Conversation,
    { name, leaseMs, ticket }: Taking,
  ): Promise<boolean> {
    const { locks, waiters } = this.#tables;
    const taken = await conversation.change(
      sql`UPDATE ${locks} SET token = ${ticket}, held_until = ${fromNow(leaseMs)}
        WHERE name_key = ${name} AND held_until <= ${NOW} AND token < ${ticket}
          AND NOT EXISTS (SELECT 1 FROM ${waiters} w
            WHERE w.name_key = ${name} AND w.ticket < ${ticket} AND w.alive_until > ${NOW}
              AND w.ticket <> ${locks}.token)
          AND ${RUNS_US} < ${conversation.restMs * 1000}`,
    );
    if (taken.rows > 0) return true;
    try {
      await conversation.change(
        sql`INSERT INTO ${locks} (name_key, token, held_until)
          VALUES (${name}, ${ticket}, ${fromNow(leaseMs)})`,
      );
      return true;
    } catch (error) {
      if (serverError(error) === DUPLICATE) return false;
      throw error;
    }
  }

  async #forget(conversation: Conversation, tickets: readonly number[]): Promise<void> {
    const ids = list(tickets.map((ticket) => sql`${ticket}`));
    await conversation.change(sql`DELETE FROM ${this.#tables.waiters} WHERE ticket IN (${ids})`);
  }

  #askFor(
    name: Buffer,
    work: (conversation: Conversation) => Promise<LockAnswer>,
  ): Promise<LockAnswer> {
    const onLate = (answer: LockAnswer): Promise<void> => giveBack(this, name, answer);
    return this.#connections.ask({ what: WHAT, work, onLate });
  }

  #ask<T>(work: (conversation: Conversation) => Promise<T>): Promise<T> {
    return this.#connections.ask({ what: WHAT, work });
  }
}
