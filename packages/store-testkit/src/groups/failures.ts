import assert from 'node:assert/strict';
import { hasPrincipalIndex, type SessionRecord, type SessionStore } from 'httpsession';
import { CALLS, inTheEnd, type Moment, MOMENTS, whileCut } from '../subject/cuts.ts';
import { attributesOf, keyOf, range } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const LEASE_MS = 300;

/** Fails when a call was answered with something else than what it does. */
function assertTold<T>(told: PromiseSettledResult<T> | undefined, answer: T): void {
  if (told?.status === 'fulfilled') assert.deepEqual(told.value, answer, 'what a call was told');
}

function isDone(told: PromiseSettledResult<unknown> | undefined): boolean {
  return told?.status === 'fulfilled';
}

/** A record before and after a call. */
interface Both {
  readonly before: SessionRecord;
  readonly after: SessionRecord;
}

/** Fails unless it is one of two versions. */
function assertOneOf(subject: Subject, actual: unknown, { before, after }: Both): void {
  const isAfter = typeof actual === 'object' && (actual as SessionRecord).version === after.version;
  subject.assertSame(actual, isAfter ? after : before);
}

/** Runs through the moments of a cut, each with sessions of its own. */
function atEachMoment(
  body: (subject: Subject, moment: Moment, labels: readonly string[]) => Promise<void>,
): (subject: Subject) => Promise<void> {
  return async (subject) => {
    for (const [round, moment] of MOMENTS.entries()) {
      const labels = range(CALLS).map((number) => `${round} ${number}`);
      try {
        await body(subject, moment, labels);
      } catch (error) {
        throw new Error(`cut at ${JSON.stringify(moment)}: ${String(error)}`, { cause: error });
      }
    }
  };
}

export const failures: Group = {
  name: 'failures',
  tests: {
    'a change that is cut is there whole or not at all': atEachMoment(
      async (subject, moment, labels) => {
        const old = await Promise.all(
          labels.map(async (label) =>
            subject.created(label, {
              attributes: attributesOf({ a: 'old', b: 'old', c: 'old' }),
              principal: `old ${label}`,
            }),
          ),
        );
        const told = await whileCut(subject, moment, (store, number) => {
          const label = labels[number] ?? '';
          const set = attributesOf({ a: 'new', b: 'new' });
          const parts = { set, removed: new Set(['c']), principal: `new ${label}` };
          return store.update(keyOf(label), subject.change(label, parts));
        });
        const reader = await subject.second();
        for (const [number, before] of old.entries()) {
          const principal = `new ${labels[number] ?? ''}`;
          const attributes = attributesOf({ a: 'new', b: 'new' });
          const after = { ...before, principal, attributes, version: 2 };
          assertTold(told[number], 'ok');
          const found = await reader.load(before.key);
          if (isDone(told[number])) subject.assertSame(found, after);
          else assertOneOf(subject, found, { before, after });
          await inTheEnd(() => assertIndexed(subject, reader, { before, after }));
        }
      },
    ),

    'a session whose making is cut is there whole or not at all': atEachMoment(
      async (subject, moment, labels) => {
        const records = labels.map((label) =>
          subject.record(label, {
            attributes: attributesOf({ a: 'x', b: 'y' }),
            principal: `of ${label}`,
          }),
        );
        const told = await whileCut(subject, moment, (store, number) =>
          store.create(records[number] ?? subject.record('none')),
        );
        const reader = await subject.second();
        for (const [number, record] of records.entries()) {
          assertTold(told[number], true);
          const found = await reader.load(record.key);
          if (isDone(told[number]) || found !== undefined) subject.assertSame(found, record);
          // Whoever tries again finds it or makes it.
          await subject.store.create(record);
          await subject.assertLoads(record, reader);
          await inTheEnd(() => assertIndexed(subject, reader, { before: record, after: record }));
        }
      },
    ),

    'a session whose end is cut is there whole or not at all': atEachMoment(
      async (subject, moment, labels) => {
        const records = await Promise.all(
          labels.map(async (label) => subject.created(label, { principal: `of ${label}` })),
        );
        const told = await whileCut(subject, moment, (store, number) =>
          store.delete(keyOf(labels[number] ?? '')),
        );
        const reader = await subject.second();
        for (const [number, record] of records.entries()) {
          assertTold(told[number], true);
          const found = await reader.load(record.key);
          if (isDone(told[number])) assert.equal(found, undefined, 'it was told that it is gone');
          else if (found !== undefined) subject.assertSame(found, record);
          await subject.store.delete(record.key);
          await subject.assertNone(record.key, reader);
          assert.deepEqual(await keysOf(reader, record.principal), []);
          assert.equal(await subject.store.create(record), true, 'its key is free');
        }
      },
    ),

    'a session whose new id is cut has one of both': atEachMoment(
      async (subject, moment, labels) => {
        const records = await Promise.all(
          labels.map(async (label) => subject.created(label, { principal: `of ${label}` })),
        );
        const next = (number: number): string => keyOf(`next of ${labels[number] ?? ''}`);
        const told = await whileCut(subject, moment, (store, number) =>
          store.rename(keyOf(labels[number] ?? ''), next(number)),
        );
        const reader = await subject.second();
        for (const [number, record] of records.entries()) {
          assertTold(told[number], true);
          const moved = { ...record, key: next(number) };
          await inTheEnd(async () => {
            const [at, there] = [await reader.load(record.key), await reader.load(moved.key)];
            const isMoved = isDone(told[number]) || there !== undefined;
            subject.assertSame(isMoved ? there : at, isMoved ? moved : record);
            assert.equal(isMoved ? at : there, undefined, 'it has one key only');
            await assertIndexed(subject, reader, { before: record, after: moved });
          });
          // A request that was under way with the id of before finds it either way.
          const change = subject.change(labels[number] ?? '');
          assert.equal(await subject.store.update(record.key, change), 'ok');
        }
      },
    ),

    'what was claimed when the answer was cut is given again': atEachMoment(
      async (subject, moment, labels) => {
        const records = await Promise.all(labels.map(async (label) => subject.expired(label)));
        const told = await whileCut(subject, moment, (store) => store.takeExpired(1, LEASE_MS));
        const claimed = told.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
        const keys = claimed.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length, 'each is given to one caller');
        const reader = await subject.second();
        const left = new Map(records.map((record) => [record.key, record]));
        await subject.pass(LEASE_MS + 50);
        await inTheEnd(async () => {
          for (const record of await reader.takeExpired(CALLS, 60_000)) {
            const expected = left.get(record.key);
            assert.ok(expected, 'it is given once until its lease ends');
            subject.assertSame(record, expected);
            left.delete(record.key);
            assert.equal(await reader.delete(record.key), true);
          }
          assert.equal(left.size, 0, 'all are given');
        });
      },
    ),
  },
};

/** Fails unless an index of principals has one of two records, as `load` has it. */
async function assertIndexed(
  subject: Subject,
  store: SessionStore,
  { before, after }: Both,
): Promise<void> {
  if (!hasPrincipalIndex(store)) return;
  const isMoved = (await store.load(after.key)) !== undefined;
  const { key, principal } = await subject.loaded(isMoved ? after.key : before.key, store);
  assert.deepEqual(await keysOf(store, principal), [key], 'its principal leads to it');
  for (const other of [before.principal, after.principal]) {
    if (other !== principal) assert.deepEqual(await keysOf(store, other), [], 'and no other');
  }
}

async function keysOf(store: SessionStore, principal = ''): Promise<string[]> {
  if (!hasPrincipalIndex(store)) return [];
  return (await store.findByPrincipal(principal)).map(({ key }) => key);
}
