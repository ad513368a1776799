// A process that writes until it is killed: `writer.ts <folder> <number> <durability>`. It tells its parent of
// each change that was acknowledged.
import { LmdbStore, type Durability } from '@httpsession/store-lmdb';
import type { SessionRecord } from 'httpsession';
import { keyOf, sharedKeys, stamp, type Message } from './marks.ts';

const [, , path = '', number = '0', durability = 'process'] = process.argv;
const store = new LmdbStore({ path, durability: durability as Durability, timeoutMs: 30_000 });
const own = keyOf(Number(number));

/** Settles when it is in the channel: from there it comes to the parent, whatever becomes of this process. */
const tell = (message: Message): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
const now = Date.now();
const whole: Omit<SessionRecord, 'key' | 'uid' | 'attributes'> = {
  version: 1,
  createdAt: now,
  lastAccessedAt: now,
  maxInactiveMs: 3_600_000,
  expiresAt: now + 3_600_000,
  principal: 'ada',
};

async function set(key: string, text: string): Promise<string> {
  return store.update(key, {
    uid: key,
    set: stamp(text),
    removed: new Set(),
    lastAccessedAt: now,
    inUseAt: Date.now(),
    graceMs: 0,
    endsAt: undefined,
    principal: text.length % 2 === 0 ? 'ada' : 'eve',
  });
}

/** One after the other, so that the last acknowledged one is the least that must be there. */
async function count(): Promise<never> {
  await store.create({ ...whole, key: own, uid: own, attributes: stamp('0') });
  for (let done = 1; ; done += 1) {
    const answer = await set(own, String(done));
    if (answer !== 'ok') throw new Error(`A session of its own was ${answer}`);
    await tell({ kind: 'counted', done });
  }
}

/** Many at once, on sessions that all processes write to. */
async function crowd(): Promise<never> {
  for (let done = 1; ; done += 1) {
    await Promise.all(sharedKeys.map(async (key) => set(key, `${number}:${done}`)));
  }
}

/** Sessions that come, change their id and go. */
async function pass(): Promise<never> {
  for (let done = 1; ; done += 1) {
    const [key, next] = [`${own} ${done}`, `${own} ${done} next`];
    await store.create({ ...whole, key, uid: key, attributes: stamp(key) });
    await tell({ kind: 'made', key });
    await store.rename(key, next);
    await tell({ kind: 'renamed', key, next });
    if (done % 2 === 0) continue;
    await store.delete(next);
    await tell({ kind: 'deleted', key: next });
  }
}

process.on('disconnect', () => process.exit());
for (const key of sharedKeys) {
  await store.create({ ...whole, key, uid: key, attributes: stamp('0') });
}
await tell({ kind: 'ready' });
await Promise.all([count(), crowd(), pass()]);
