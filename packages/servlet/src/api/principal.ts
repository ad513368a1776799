import type { MaybePromise } from '../common/maybe-promise.ts';

/** Java's `Principal`: a user. */
export interface Principal {
  /** The name, which sessions remember. */
  getName(): string;
}

/** Who the users of an application are, and what they may do. The application brings it. */
export interface Realm {
  /** The user with this name and password; `null` when there is none. A promise is waited for. */
  authenticate(name: string, password: string): MaybePromise<Principal | null>;
  /** Whether a user has a role. */
  hasRole(principal: Principal, role: string): boolean;
  /**
   * The user of this name, for a session that remembers who logged in; `null` when there is none any
   * more, which logs the session out. Without this method it is a Principal that has only its name.
   */
  findPrincipal?(name: string): Principal | null;
}
