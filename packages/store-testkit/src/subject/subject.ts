import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionChange, SessionRecord, SessionStore, StoredSessionSummary } from 'httpsession';
import type { OpenStore } from '../options/open-store.ts';
import type { StoreLimits } from '../options/suite-options.ts';
import { assertDeadline, assertRecord, assertSummary, type Precision } from './comparison.ts';
import { attributesOf, keyOf, uidOf } from './records.ts';

/** How long sessions may idle here if the test does not say otherwise: so long that none ends meanwhile. */
export const IDLE_MS = 1_800_000;

/** The store of one test, with what tests do to it. */
export class Subject {
  readonly store: SessionStore;
  readonly limits: StoreLimits;
  /** When the test began, by the clock of the store. */
  readonly start: number;
  /** Exact where the store and the test have one clock. */
  readonly precision: Precision;
  readonly #open: OpenStore;
  #second: Promise<SessionStore> | undefined = undefined;

  constructor(open: OpenStore, limits: StoreLimits) {
    this.store = open.store;
    this.limits = limits;
    this.#open = open;
    this.start = this.now();
    this.precision = open.clock === undefined ? 'by two clocks' : 'exact';
  }

  /** Another instance on the same data; the same one where there can be but one. */
  async second(): Promise<SessionStore> {
    this.#second ??= Promise.resolve(this.#open.second?.() ?? this.store);
    return this.#second;
  }

  /** Both instances. */
  async both(): Promise<[SessionStore, SessionStore]> {
    return [this.store, await this.second()];
  }

  /** How another process opens a store on the same data. */
  get address(): string {
    return this.#open.address ?? '';
  }

  /** Epoch milliseconds by the clock of the store. */
  now(): number {
    return this.#open.clock?.now() ?? Date.now();
  }

  /** Lets time pass for the store: really, unless the test gave it a clock. */
  async pass(ms: number): Promise<void> {
    if (this.#open.clock === undefined) await sleep(ms);
    else await this.#open.clock.advance(ms);
  }

  /** Makes a record one that cannot be read. */
  async spoil(key: string): Promise<void> {
    const { spoil } = this.#open;
    assert.ok(
      spoil,
      'abilities.unreadable is declared, but what open() gave cannot spoil a record',
    );
    await spoil(key);
  }

  /** Cuts the connections of the store behind so many bytes of answers. Gives what ends that. */
  async cut(afterBytes: number): Promise<() => unknown> {
    const { cut } = this.#open;
    assert.ok(cut, 'abilities.failures is declared, but what open() gave cannot cut connections');
    return cut(afterBytes);
  }

  /** How many round trips the store needs for a call. */
  async roundTripsOf(call: () => unknown): Promise<number> {
    const count = this.#open.roundTrips;
    assert.ok(count, 'the suite has roundTrips, but what open() gave cannot count them');
    const before = count();
    await call();
    return count() - before;
  }

  /** A record as a manager makes them, with half an hour to live, unless the test says otherwise. */
  record(label: string, parts: Partial<SessionRecord> = {}): SessionRecord {
    return {
      key: keyOf(label),
      uid: uidOf(label),
      version: 1,
      createdAt: this.start,
      lastAccessedAt: this.start,
      maxInactiveMs: IDLE_MS,
      expiresAt: this.start + IDLE_MS,
      attributes: attributesOf({ cart: 'tea' }),
      ...parts,
    };
  }

  /**
   * An access to the session that was made with this label, also when it has another key by now. It moves no
   * deadline and changes nothing else, unless the test says otherwise.
   */
  change(label: string, parts: Partial<SessionChange> = {}): SessionChange {
    return {
      uid: uidOf(label),
      set: new Map(),
      removed: new Set(),
      lastAccessedAt: this.start,
      inUseAt: this.start,
      graceMs: 0,
      endsAt: undefined,
      ...parts,
    };
  }

  /** A change after which the session expires in so many milliseconds; before now if they are negative. */
  expireIn(label: string, ms: number): SessionChange {
    return this.change(label, { maxInactiveMs: 60_000, inUseAt: this.now() + ms - 60_000 });
  }

  /** Creates a record, and gives it as it should be loaded. */
  async created(label: string, parts: Partial<SessionRecord> = {}): Promise<SessionRecord> {
    const record = this.record(label, parts);
    assert.equal(await this.store.create(record), true, `create ${label}`);
    return record;
  }

  /** Creates a record that expired so many milliseconds ago. */
  async expired(label: string, agoMs = 5000): Promise<SessionRecord> {
    return this.created(label, { expiresAt: this.now() - agoMs });
  }

  /** The record under a key; fails when there is none. */
  async loaded(key: string, store: SessionStore = this.store): Promise<SessionRecord> {
    const record = await store.load(key);
    if (typeof record === 'object') return record;
    return assert.fail(`load is to give the record, not ${record ?? 'undefined'}`);
  }

  /** Fails unless `load` gives this record under its key. */
  async assertLoads(expected: SessionRecord, store: SessionStore = this.store): Promise<void> {
    assertRecord(await store.load(expected.key), expected, this.precision);
  }

  /** Fails unless it is this record. */
  assertSame(actual: unknown, expected: SessionRecord): void {
    assertRecord(actual, expected, this.precision);
  }

  /** Fails unless it is the summary of this record. */
  assertSummary(actual: StoredSessionSummary | undefined, expected: SessionRecord): void {
    assertSummary(actual, expected, this.precision);
  }

  /** Fails unless it is this deadline. */
  assertDeadline(actual: number | undefined, expected: number | undefined): void {
    assertDeadline(actual, expected, this.precision);
  }

  /** Fails when `load` gives something under a key. */
  async assertNone(key: string, store: SessionStore = this.store): Promise<void> {
    assert.equal(await store.load(key), undefined, 'load is to give nothing');
  }

  /** Gives back what the test opened. */
  async close(): Promise<void> {
    await this.#open.close();
  }
}
