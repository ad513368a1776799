import assert from 'node:assert/strict';
import {
  hasListing,
  hasPrincipalIndex,
  MemoryStore,
  type Clock,
  type SessionChange,
  type SessionStore,
} from 'httpsession';
import { Random } from '../subject/random.ts';
import { attributesOf, keyOf } from '../subject/records.ts';
import { IDLE_MS, type Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

/** Keys that were used up stay so: each stretch of a walk has its own. */
const STRETCHES = 6;
const STEPS = 60;
const LABELS = 6;
const NAMES = ['x', 'y', 'z', 'cart'];
const PRINCIPALS = ['ada', 'eve'];

/** A step of the walk: asks a store for something, and tells what it was. */
interface Step {
  readonly what: string;
  readonly ask: (store: SessionStore) => unknown;
  /** Called when the answer was true. */
  readonly done?: () => void;
}

/** Makes a step of one kind. */
type Choice = (key: string) => Step;

/** Walks at random through the store and the model beside it, and compares every answer. */
class Walk {
  readonly #subject: Subject;
  readonly #random: Random;
  readonly #choices: readonly Choice[];
  /** Of the session that a key leads to, or the last that it led to. */
  readonly #uids = new Map<string, string>();
  #steps = 0;

  constructor(subject: Subject, seed: number) {
    this.#subject = subject;
    this.#random = new Random(seed);
    const create: Choice = () => this.#create();
    const update: Choice = (key) => this.#update(key);
    const load: Choice = (key) => this.#load(key);
    this.#choices = [
      ...[create, create, create],
      ...[update, update, update, update],
      ...[load, load],
      (key) => this.#rename(key),
      (key) => ({ what: `delete ${key}`, ask: (store) => store.delete(key) }),
      () => this.#take(),
    ];
  }

  next(): Step {
    this.#steps += 1;
    return this.#random.of(this.#choices)(keyOf(this.#label()));
  }

  #label(): string {
    const stretch = Math.floor(this.#steps / STEPS);
    return `model ${stretch} ${this.#random.below(LABELS)}`;
  }

  #update(key: string): Step {
    const change = this.#change(this.#uidAt(key));
    return { what: `update ${key}`, ask: (store) => store.update(key, change) };
  }

  #uidAt(key: string): string {
    return this.#uids.get(key) ?? 'of nobody';
  }

  #rename(key: string): Step {
    const to = keyOf(this.#label());
    return {
      what: `rename ${key} to ${to}`,
      ask: (store) => store.rename(key, to),
      done: () => this.#uids.set(to, this.#uidAt(key)),
    };
  }

  #take(): Step {
    const limit = this.#random.below(3);
    return { what: `take ${limit}`, ask: (store) => store.takeExpired(limit, 3_600_000) };
  }

  #load(key: string): Step {
    const known = this.#random.below(4);
    return { what: `load ${key} ${known}`, ask: (store) => store.load(key, known) };
  }

  #create(): Step {
    const label = this.#label();
    const record = this.#subject.record(label, {
      uid: `model-uid-${this.#steps}`,
      createdAt: this.#subject.start + this.#steps,
      attributes: attributesOf(Object.fromEntries(NAMES.map((name) => [name, 'first']))),
      expiresAt: this.#random.oneIn(3) ? this.#past() : this.#subject.start + IDLE_MS,
      ...(this.#random.oneIn(2) ? { principal: this.#random.of(PRINCIPALS) } : {}),
    });
    return {
      what: `create ${record.key}`,
      ask: (store) => store.create(record),
      done: () => this.#uids.set(record.key, record.uid),
    };
  }

  #change(uid: string): SessionChange {
    const { start } = this.#subject;
    const random = this.#random;
    const idle = random.oneIn(4) ? { maxInactiveMs: random.of([0, 60_000, 7_200_000]) } : {};
    const over = random.oneIn(8) ? this.#past() : start + 86_400_000;
    return this.#subject.change('model', {
      uid,
      set: attributesOf(random.oneIn(2) ? { [random.of(NAMES)]: String(this.#steps) } : {}),
      removed: new Set(random.oneIn(2) ? [random.of(NAMES)] : []),
      lastAccessedAt: start + random.below(10_000),
      inUseAt: start + random.below(600_000),
      graceMs: random.below(10_000),
      endsAt: random.oneIn(3) ? over : undefined,
      ...idle,
      ...(random.oneIn(4) ? { ifVersion: random.below(4) } : {}),
      ...(random.oneIn(4) ? { principal: random.of([...PRINCIPALS, null]) } : {}),
    });
  }

  /** An instant in the past that differs from all others by far more than clocks differ. */
  #past(): number {
    return this.#subject.start - 100_000_000 + this.#steps * 20_000;
  }
}

/** The model has the time of the store, so that both agree on what has expired. */
function modelFor(subject: Subject): MemoryStore {
  const clock: Clock = {
    now: () => subject.now(),
    monotonic: () => subject.now(),
    after: () => ({ cancel: () => undefined }),
    nextTurn: () => ({ cancel: () => undefined }),
  };
  return new MemoryStore({ clock });
}

async function compare(subject: Subject, seed: number): Promise<void> {
  const model = modelFor(subject);
  const walk = new Walk(subject, seed);
  const trail: string[] = [];
  try {
    for (let step = 0; step < STRETCHES * STEPS; step += 1) {
      const { what, ask, done } = walk.next();
      trail.push(what);
      const actual = await ask(subject.store);
      const expected = ask(model);
      assertSame(subject, actual, expected);
      if (expected === true) done?.();
      await compareIndexes(subject, model);
    }
  } catch (error) {
    const steps = trail.map((what) => what.replaceAll(/([0-9a-f]{6})[0-9a-f]{58}/g, '$1'));
    const last = steps.slice(-20).join('\n');
    throw new Error(`${String(error)}\nThe last steps with seed ${seed}:\n${last}`, {
      cause: error,
    });
  }
}

function assertSame(subject: Subject, actual: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual));
    assert.equal(actual.length, expected.length, 'so many records are given');
    for (const [index, record] of expected.entries()) assertSame(subject, actual[index], record);
  } else if (typeof expected === 'object' && expected !== null) {
    subject.assertSame(actual, expected as Parameters<Subject['assertSame']>[1]);
  } else {
    assert.equal(actual, expected);
  }
}

async function compareIndexes({ store }: Subject, model: MemoryStore): Promise<void> {
  const keys = (found: readonly { readonly key: string }[]): string[] =>
    found.map(({ key }) => key).sort();
  if (hasListing(store)) assert.deepEqual(keys(await store.list(100)), keys(model.list(100)));
  if (!hasPrincipalIndex(store)) return;
  for (const principal of PRINCIPALS) {
    assert.deepEqual(
      (await store.findByPrincipal(principal)).map(({ key }) => key),
      model.findByPrincipal(principal).map(({ key }) => key),
      `the sessions of ${principal}`,
    );
  }
}

export const model: Group = {
  name: 'model',
  tests: Object.fromEntries(
    [1, 2, 3, 4].map((seed) => [
      `answers as the MemoryStore does on a random walk (seed ${seed})`,
      (subject: Subject) => compare(subject, seed),
    ]),
  ),
};
