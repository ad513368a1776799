import type { MaybePromise } from 'httpsession';
import type { OpenStore } from './open-store.ts';

/** How much a record may hold in a store. The defaults are the most that a manager lets through. */
export interface StoreLimits {
  /** How many attributes. Default 4 096. */
  readonly attributes: number;
  /** UTF-16 units in the name of an attribute. Default 1 024. */
  readonly nameLength: number;
  /** Bytes of all names and values together. Default 4 194 304. */
  readonly sessionBytes: number;
  /**
   * Bytes of attributes in an answer of `takeExpired`, which ends with the record that reaches them. Default: no
   * limit.
   */
  readonly claimedBytes: number;
}

/** What a store is asked to do when its round trips are counted. `unchanged` is a `load` of a known version. */
export type BudgetedCall =
  'create' | 'load' | 'unchanged' | 'update' | 'rename' | 'delete' | 'takeExpired';

/** The most round trips to its server that a store may need for a call. What is not named is not counted. */
export type RoundTripBudgets = Readonly<Partial<Record<BudgetedCall, number>>>;

/** How other processes open the store. */
export interface ManyProcesses {
  /**
   * The file of an ES module that Node can run as it is. It exports
   * `openStore(address: string): MaybePromise<SessionStore>`. From where it is, `@httpsession/store-testkit` must
   * be found.
   */
  readonly module: URL;
  /** Options of Node for these processes. Default: none. */
  readonly execArgv?: readonly string[];
}

/** True: the store can do it. A text says why the tests of it are left out; it shows in the results. */
export type Ability = true | string;

/**
 * What the store can do beside the contract. An ability that is declared and not there is an error, and so is one
 * that is there and not declared.
 */
export interface StoreAbilities {
  readonly listing?: Ability;
  readonly principals?: Ability;
  readonly locks?: Ability;
  readonly notices?: Ability;
  /** What `open` gives can `spoil` records. Absent: it is not tried what becomes of such. */
  readonly unreadable?: Ability;
  /** What `open` gives can `cut` connections. Absent: it is not tried what becomes of calls that are cut. */
  readonly failures?: Ability;
  /** Several processes may use the store at once. Absent: they are not tried. */
  readonly manyProcesses?: ManyProcesses | string;
  /** Managers in these processes, which takes most of the time. Absent: they are tried when processes are. */
  readonly managersInProcesses?: Ability;
}

/** What `describeSessionStore` is told of a store. */
export interface StoreSuiteOptions {
  /** Names the store in the results. */
  readonly name: string;
  /** Opens a store without any records. Called once for each test. */
  readonly open: () => MaybePromise<OpenStore>;
  readonly abilities?: StoreAbilities;
  /** Lower limits, for a store that has some. */
  readonly limits?: Partial<StoreLimits>;
  readonly roundTrips?: RoundTripBudgets;
}
