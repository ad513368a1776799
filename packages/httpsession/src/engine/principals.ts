import { PrincipalLimitError } from '../common/errors.ts';
import type { LiveSession } from './live-session.ts';

/** How many sessions one principal may have, and what happens to one more. */
export interface PrincipalLimit {
  readonly max: number;
  readonly onLimit: 'reject-new' | 'end-oldest';
}

/** The resident sessions of each principal, the oldest first. */
export class Principals {
  readonly #sessions = new Map<string, Set<LiveSession>>();
  readonly #limit: PrincipalLimit | undefined;

  constructor(limit: PrincipalLimit | undefined) {
    this.#limit = limit;
  }

  add(live: LiveSession): void {
    if (live.principal === undefined) return;
    let sessions = this.#sessions.get(live.principal);
    if (sessions === undefined) this.#sessions.set(live.principal, (sessions = new Set()));
    sessions.add(live);
  }

  remove(live: LiveSession): void {
    if (live.principal === undefined) return;
    const sessions = this.#sessions.get(live.principal);
    sessions?.delete(live);
    if (sessions?.size === 0) this.#sessions.delete(live.principal);
  }

  of(principal: string): LiveSession[] {
    return [...(this.#sessions.get(principal) ?? [])];
  }

  /**
   * The sessions that have to end before this principal may have one more.
   * @throws PrincipalLimitError when the new one is to be refused instead
   */
  tooMany(principal: string): LiveSession[] {
    if (this.#limit === undefined) return [];
    const sessions = this.of(principal);
    const excess = sessions.length + 1 - this.#limit.max;
    if (excess <= 0) return [];
    if (this.#limit.onLimit === 'reject-new') throw new PrincipalLimitError(this.#limit.max);
    return sessions.slice(0, excess);
  }

  clear(): void {
    this.#sessions.clear();
  }
}
