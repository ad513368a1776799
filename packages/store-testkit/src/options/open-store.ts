import type { MaybePromise, SessionStore } from 'httpsession';

/** The time of a store that takes its clock from the test. */
export interface StoreClock {
  /** Epoch milliseconds, as the store sees them. */
  now(): number;
  /** Lets so many milliseconds pass. */
  advance(ms: number): MaybePromise<void>;
}

/** A store as the tests use it: with no records in it, opened for one test and closed behind it. */
export interface OpenStore {
  readonly store: SessionStore;
  /**
   * Opens another instance on the same data, as another process would have it: with a connection of its own.
   * Asked for at most once. Absent: there is no such thing, as with a store in memory.
   */
  readonly second?: () => MaybePromise<SessionStore>;
  /**
   * The clock that the store was given. Absent: it keeps real time, and tests wait some tens of milliseconds
   * where they must.
   */
  readonly clock?: StoreClock;
  /** How often the store has asked its server so far. Needed when the suite has `roundTrips`. */
  readonly roundTrips?: () => number;
  /**
   * Makes the record under a key one that cannot be read, behind the back of the store, as another version or another
   * program would. Needed for the ability `unreadable`.
   */
  readonly spoil?: (key: string) => MaybePromise<void>;
  /**
   * Breaks the connections of `store` to its server: each behind so many bytes of answers from now on, those that are
   * made meanwhile as well. Gives what ends that. `second` is not touched. Needed for the ability `failures`.
   */
  readonly cut?: (afterBytes: number) => MaybePromise<() => MaybePromise<void>>;
  /**
   * What another process needs to open a store on the same data, as a prefix or a path: `openStore` of
   * `manyProcesses` gets it. Default: the empty text.
   */
  readonly address?: string;
  /** Closes both instances and removes the data. A test may have closed `store` already. */
  close(): MaybePromise<void>;
}
