import type { SessionStore } from 'httpsession';
import { Subject } from '../subject/subject.ts';
import { DEFAULT_LIMITS } from '../subject/limits.ts';
import { attributesOf, bytesOf, keyOf, textOf } from '../subject/records.ts';
import { hasLocks } from 'httpsession';
import { incrementManaged, type Increments, keepManaged } from './managed.ts';

/** How often an update was answered how. */
interface Answers {
  ok: number;
  gone: number;
  conflict: number;
}

/** A job asks the store of a process for something, and tells what came of it. */
type Job<I, O> = (subject: Subject, input: I) => Promise<O>;

/** Adds 1 so many times, each time asking again until nobody came in between. Gives the conflicts. */
const increment: Jobs['increment'] = async (subject, { label, times }) => {
  const key = keyOf(label);
  let conflicts = 0;
  for (let done = 0; done < times;) {
    const { version: ifVersion, attributes } = await subject.loaded(key);
    const set = attributesOf({ count: String(Number(textOf(attributes.get('count'))) + 1) });
    const answer = await subject.store.update(key, subject.change(label, { ifVersion, set }));
    if (answer === 'ok') done += 1;
    else if (answer === 'conflict') conflicts += 1;
    else throw new Error('the session is gone');
  }
  return conflicts;
};

/** Sets attributes of its own, one in each update. Ends when the session is gone. */
const write: Jobs['write'] = async (subject, { label, prefix, times }) => {
  const key = keyOf(label);
  const answers: Answers = { ok: 0, gone: 0, conflict: 0 };
  for (let number = 0; number < times && answers.gone === 0; number += 1) {
    const set = attributesOf({ [`${prefix} ${number}`]: 'x' });
    answers[await subject.store.update(key, subject.change(label, { set }))] += 1;
  }
  return answers;
};

/**
 * Sets an attribute of its own to 1, 2 and so on, and looks before each whether it still is what it was set to.
 * Gives how often it was not.
 */
const keep: Jobs['keep'] = async (subject, { label, name, times }) => {
  const key = keyOf(label);
  let lost = 0;
  for (let number = 1; number <= times; number += 1) {
    const { attributes } = await subject.loaded(key);
    if (textOf(attributes.get(name)) !== String(number - 1)) lost += 1;
    const set = attributesOf({ [name]: String(number) });
    const answer = await subject.store.update(key, subject.change(label, { set }));
    if (answer !== 'ok') throw new Error(`the session is ${answer}`);
  }
  return lost;
};

/** Renames the session `label 0` to `label 1` and so on. Gives how many times it did. */
const wander: Jobs['wander'] = async ({ store }, { label, times }) => {
  let done = 0;
  for (let number = 0; number < times; number += 1) {
    if (await store.rename(keyOf(`${label} ${number}`), keyOf(`${label} ${number + 1}`))) done += 1;
  }
  return done;
};

/** Claims and deletes until nothing is left. Gives the keys. */
const claim: Jobs['claim'] = async ({ store }, { limit, leaseMs }) => {
  const keys: string[] = [];
  for (;;) {
    const batch = await store.takeExpired(limit, leaseMs);
    if (batch.length === 0) return keys;
    for (const { key } of batch) {
      keys.push(key);
      await store.delete(key);
    }
  }
};

/** Claims and leaves it at that. Gives the keys. */
const claimOnly: Jobs['claimOnly'] = async ({ store }, { limit, leaseMs }) =>
  (await store.takeExpired(limit, leaseMs)).map(({ key }) => key);

/** Gives each of the sessions to a principal in turn. */
const adopt: Jobs['adopt'] = async (subject, { labels, principal }) => {
  const answers: Answers = { ok: 0, gone: 0, conflict: 0 };
  for (const label of labels) {
    answers[await subject.store.update(keyOf(label), subject.change(label, { principal }))] += 1;
  }
  return answers;
};

/** Takes a lock and keeps it. Gives its token, or undefined. */
const hold: Jobs['hold'] = async ({ store }, { name, leaseMs }) => {
  if (!hasLocks(store)) throw new Error('the store has no locks');
  return (await store.lock(name, { leaseMs, waitMs: 0 }))?.token;
};

/** Adds 1 so many times under a lock, which alone keeps others from coming in between. Gives the tokens. */
const incrementLocked: Jobs['incrementLocked'] = async (subject, { label, name, times }) => {
  const { store } = subject;
  const key = keyOf(label);
  if (!hasLocks(store)) throw new Error('the store has no locks');
  const tokens: number[] = [];
  for (let done = 0; done < times; done += 1) {
    const lock = await store.lock(name, { leaseMs: 60_000, waitMs: 60_000 });
    if (lock === undefined) throw new Error('the lock was not had in a minute');
    tokens.push(lock.token);
    const { attributes } = await subject.loaded(key);
    const count = Number(textOf(attributes.get('count'))) + 1;
    await store.update(
      key,
      subject.change(label, { set: new Map([['count', bytesOf(String(count))]]) }),
    );
    await lock.release();
  }
  return tokens;
};

/** What a process can be asked to do, by name. */
interface Jobs {
  readonly increment: Job<{ label: string; times: number }, number>;
  readonly write: Job<{ label: string; prefix: string; times: number }, Answers>;
  readonly keep: Job<{ label: string; name: string; times: number }, number>;
  readonly wander: Job<{ label: string; times: number }, number>;
  readonly claim: Job<{ limit: number; leaseMs: number }, string[]>;
  readonly claimOnly: Job<{ limit: number; leaseMs: number }, string[]>;
  readonly adopt: Job<{ labels: readonly string[]; principal: string }, Answers>;
  readonly hold: Job<{ name: string; leaseMs: number }, number | undefined>;
  readonly incrementManaged: Job<{ cookie: string; times: number }, Increments>;
  readonly keepManaged: Job<{ cookie: string; name: string; times: number }, number>;
  readonly incrementLocked: Job<{ label: string; name: string; times: number }, number[]>;
}

const jobs: Jobs = {
  increment,
  write,
  keep,
  wander,
  claim,
  claimOnly,
  adopt,
  hold,
  incrementLocked,
  incrementManaged: ({ store }, input) => incrementManaged(store, input),
  keepManaged: ({ store }, input) => keepManaged(store, input),
};

export type JobName = keyof Jobs;
export type JobInput<N extends JobName> = Parameters<Jobs[N]>[1];
export type JobOutput<N extends JobName> = Awaited<ReturnType<Jobs[N]>>;

/** Does a job on a store. */
export async function doJob(store: SessionStore, name: JobName, input: unknown): Promise<unknown> {
  const subject = new Subject({ store, close: () => store.close() }, DEFAULT_LIMITS);
  const job = jobs[name] as Job<unknown, unknown>;
  return job(subject, input);
}
