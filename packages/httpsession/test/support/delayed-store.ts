import type { MaybePromise } from '../../src/common/maybe-promise.ts';
import {
  hasListing,
  hasLocks,
  hasNotices,
  hasPrincipalIndex,
  type PrincipalIndex,
  type SessionListing,
  type SessionLocks,
  type SessionNotices,
  type SessionStore,
} from '../../src/store/store.ts';
import { gate, type Gate } from './gate.ts';

/** The methods of a store that can be disturbed, those of its abilities included. */
export type StoreMethod =
  | keyof Omit<SessionStore, 'coherent'>
  | keyof SessionListing
  | keyof PrincipalIndex
  | keyof SessionLocks
  | keyof SessionNotices;

/** One call as it arrived. */
export interface StoreCall {
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}

/**
 * 'before': the store inside is not asked until then, or at all. 'after': it has done its work, and only its
 * answer is late or lost.
 */
export type Moment = 'before' | 'after';

interface Disturbance {
  seen: number;
  isSilent: boolean;
  held: { readonly gate: Gate; readonly moment: Moment } | undefined;
  readonly failures: Map<number, { readonly error: Error; readonly moment: Moment }>;
}

export interface DelayedStoreOptions {
  /** 'later', the default: with promises, as a store at a distance. 'at once': as the store inside does. */
  readonly answers?: 'later' | 'at once';
  /** Default: as the store inside. */
  readonly coherent?: boolean;
}

/**
 * A store around another one whose answers a test holds back, lets fail or never gives. Records every call. It has
 * the abilities of the store inside, disturbed in the same way.
 */
export class DelayedStore implements SessionStore {
  readonly coherent: boolean;
  readonly calls: StoreCall[] = [];
  readonly create: SessionStore['create'];
  readonly load: SessionStore['load'];
  readonly update: SessionStore['update'];
  readonly rename: SessionStore['rename'];
  readonly delete: SessionStore['delete'];
  readonly takeExpired: SessionStore['takeExpired'];
  readonly close: SessionStore['close'];
  readonly list: SessionListing['list'] | undefined;
  readonly findByUid: SessionListing['findByUid'] | undefined;
  readonly findByPrincipal: PrincipalIndex['findByPrincipal'] | undefined;
  readonly lock: SessionLocks['lock'] | undefined;
  readonly subscribe: SessionNotices['subscribe'] | undefined;
  readonly #answers: 'later' | 'at once';
  readonly #disturbances = new Map<StoreMethod, Disturbance>();

  constructor(inner: SessionStore, options: DelayedStoreOptions = {}) {
    this.coherent = options.coherent ?? inner.coherent ?? false;
    this.#answers = options.answers ?? 'later';
    this.create = this.#wrap('create', inner.create.bind(inner));
    this.load = this.#wrap('load', inner.load.bind(inner));
    this.update = this.#wrap('update', inner.update.bind(inner));
    this.rename = this.#wrap('rename', inner.rename.bind(inner));
    this.delete = this.#wrap('delete', inner.delete.bind(inner));
    this.takeExpired = this.#wrap('takeExpired', inner.takeExpired.bind(inner));
    this.close = this.#wrap('close', inner.close.bind(inner));
    const lists = hasListing(inner);
    this.list = lists ? this.#wrap('list', inner.list.bind(inner)) : undefined;
    this.findByUid = lists ? this.#wrap('findByUid', inner.findByUid.bind(inner)) : undefined;
    this.findByPrincipal = hasPrincipalIndex(inner)
      ? this.#wrap('findByPrincipal', inner.findByPrincipal.bind(inner))
      : undefined;
    this.lock = hasLocks(inner) ? this.#wrap('lock', inner.lock.bind(inner)) : undefined;
    this.subscribe = hasNotices(inner)
      ? this.#wrap('subscribe', inner.subscribe.bind(inner))
      : undefined;
  }

  /** How often a method was called. */
  count(method: StoreMethod): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  /** From now on calls of a method wait until the gate that this gives is opened. */
  hold(method: StoreMethod, moment: Moment = 'before'): Gate {
    const held = { gate: gate(), moment };
    this.#of(method).held = held;
    return held.gate;
  }

  /** Lets the n-th call of a method from now on fail; 1 is the next. */
  fail(method: StoreMethod, nth = 1, { moment = 'before', error }: Failure = {}): void {
    const disturbance = this.#of(method);
    const thrown = error ?? new Error(`${method} failed, as the test wanted`);
    disturbance.failures.set(disturbance.seen + nth, { error: thrown, moment });
  }

  /** From now on a method gives promises that never settle. */
  neverAnswer(method: StoreMethod): void {
    this.#of(method).isSilent = true;
  }

  /** Undoes `hold` for calls to come, `fail` and `neverAnswer`, for all methods. */
  calmDown(): void {
    this.#disturbances.clear();
  }

  #wrap<Args extends unknown[], T>(
    method: StoreMethod,
    ask: (...args: Args) => MaybePromise<T>,
  ): (...args: Args) => MaybePromise<T> {
    return (...args) => {
      this.calls.push({ method, args });
      const disturbance = this.#of(method);
      disturbance.seen += 1;
      if (disturbance.isSilent) return new Promise<T>(() => undefined);
      const { held } = disturbance;
      const failure = disturbance.failures.get(disturbance.seen);
      const failAt = (moment: Moment): void => {
        if (failure?.moment === moment) throw failure.error;
      };
      if (held === undefined && this.#answers === 'at once') {
        failAt('before');
        const answer = ask(...args);
        failAt('after');
        return answer;
      }
      return (async () => {
        if (held?.moment === 'before') await held.gate.passed;
        failAt('before');
        const answer = await ask(...args);
        if (held?.moment === 'after') await held.gate.passed;
        failAt('after');
        return answer;
      })();
    };
  }

  #of(method: StoreMethod): Disturbance {
    let disturbance = this.#disturbances.get(method);
    if (disturbance === undefined) {
      disturbance = { seen: 0, isSilent: false, held: undefined, failures: new Map() };
      this.#disturbances.set(method, disturbance);
    }
    return disturbance;
  }
}

interface Failure {
  readonly moment?: Moment;
  readonly error?: Error;
}
