import type { Lifespans } from './lifespans.ts';
import type { LiveSession } from './live-session.ts';
import type { Principals } from './principals.ts';
import type { Residency } from './residency.ts';

/** The sessions of this process, in all the places where a session in memory is kept. */
export class Residents {
  readonly residency: Residency;
  readonly principals: Principals;
  readonly lifespans: Lifespans;

  constructor(residency: Residency, principals: Principals, lifespans: Lifespans) {
    this.residency = residency;
    this.principals = principals;
    this.lifespans = lifespans;
  }

  /** A session begins. `nowMs` is monotonic. */
  enter(live: LiveSession, nowMs: number): void {
    this.residency.add(live);
    this.principals.add(live);
    this.lifespans.watch(live, nowMs);
  }

  /** A session comes from the store, as its client has come back. `nowMs` is monotonic. */
  enterAgain(live: LiveSession, nowMs: number): void {
    this.residency.addReturner(live);
    this.principals.add(live);
    this.lifespans.watch(live, nowMs);
  }

  /** A session ends, or lives on in the store alone. */
  leave(live: LiveSession): void {
    this.residency.remove(live);
    this.principals.remove(live);
    this.lifespans.forget(live);
  }

  setPrincipal(live: LiveSession, principal: string | undefined): void {
    this.principals.remove(live);
    this.residency.setPrincipal(live, principal);
    this.principals.add(live);
  }

  /** Lets `end` make room for one more session of a principal, where only so many are allowed. */
  limit(principal: string | undefined, end: (oldest: LiveSession) => void): void {
    if (principal === undefined) return;
    for (const oldest of this.principals.tooMany(principal)) end(oldest);
  }

  clear(): void {
    this.lifespans.close();
    this.residency.clear();
    this.principals.clear();
  }
}
