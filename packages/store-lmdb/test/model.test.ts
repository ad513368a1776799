import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryStore, type SessionRecord, type SessionStore } from 'httpsession';
import { FakeClock } from '../../../testing/fake-clock.ts';
import type { LmdbStore } from '../src/index.ts';
import { openStore } from './support/temp-folders.ts';
import { attributesOf, bytesOf, changeOf, recordOf } from './support/records.ts';

/** Few keys, so that they meet; one of them is hashed. */
const key = fc.constantFrom('a', 'b', 'c', 'schlüssel');
const principal = fc.constantFrom('ada', 'eve', '', undefined);
const name = fc.constantFrom('x', 'y', 'ä\ud800');
/** Small ones are in the head, large ones have entries of their own. */
const value = fc.constantFrom(0, 5, 512, 513, 40_000).map((size) => 'v'.repeat(size));
const lifetime = fc.constantFrom(undefined, 0, 3, 20, 100);

type Step = (store: SessionStore, now: number) => Promise<unknown>;

const inOrder = (records: readonly SessionRecord[]): SessionRecord[] =>
  [...records].sort((one, other) => (one.key < other.key ? -1 : 1));

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(key, principal, lifetime, value, fc.nat(1e6)).map(
    ([at, whose, ms, text, uid]): Step =>
      async (store, now) =>
        store.create(
          recordOf(at, {
            uid: `${at}-${uid}`,
            createdAt: now,
            expiresAt: ms === undefined ? undefined : now + ms,
            attributes: attributesOf({ x: text, z: 'z' }),
            ...(whose === undefined ? {} : { principal: whose }),
          }),
        ),
  ),
  fc.tuple(key, name, value, lifetime, fc.option(principal)).map(
    ([at, attribute, text, maxInactiveMs, whose]): Step =>
      async (store, now) =>
        store.update(
          at,
          changeOf({
            set: new Map([[attribute, bytesOf(text)]]),
            removed: new Set(text === '' ? ['z'] : []),
            inUseAt: now,
            lastAccessedAt: now,
            ...(maxInactiveMs === undefined ? {} : { maxInactiveMs }),
            ...(whose === undefined ? {} : { principal: whose }),
          }),
        ),
  ),
  fc.tuple(key, fc.nat(5)).map(
    ([at, ifVersion]): Step =>
      async (store) =>
        store.update(at, changeOf({ ifVersion })),
  ),
  fc.tuple(key, key).map(
    ([from, to]): Step =>
      async (store) =>
        store.rename(from, to, bytesOf(`sealed ${to}`)),
  ),
  key.map(
    (at): Step =>
      async (store) =>
        store.delete(at),
  ),
  fc.tuple(fc.constantFrom(0, 10), fc.constantFrom(0, 2, 1000)).map(
    ([limit, leaseMs]): Step =>
      async (store) =>
        // A lease may end at the very instant at which another session expires, and either may come first.
        (await store.takeExpired(limit, leaseMs)).map((record) => record.expiresAt).sort(),
  ),
  fc.tuple(key, fc.nat(4)).map(
    ([at, known]): Step =>
      async (store) =>
        store.load(at, known),
  ),
);

/** All that can be seen of a store. */
function view(store: MemoryStore | LmdbStore): unknown {
  const listed = store.list(100);
  const records = listed.map(({ key: at }) => store.load(at));
  return {
    records: inOrder(records as SessionRecord[]),
    uids: inOrder(listed as never).map(({ uid }) => store.findByUid(uid)),
    ada: inOrder(store.findByPrincipal('ada') as never),
    nobody: store.findByPrincipal('nobody'),
  };
}

describe('LmdbStore', () => {
  it('answers as MemoryStore does, whatever happens in whatever order', async () => {
    const event = fc.tuple(steps, fc.constantFrom(0, 0, 1, 7, 60_000));
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
        const clock = new FakeClock();
        const memory = new MemoryStore({ clock });
        const store = openStore({ clock });
        for (const [step, ms] of events) {
          expect(await step(store, clock.now())).toStrictEqual(await step(memory, clock.now()));
          clock.advance(ms);
          expect(view(store)).toStrictEqual(view(memory));
        }
        await store.close();
      }),
      { numRuns: 150 },
    );
  });
});
