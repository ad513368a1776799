// Fills the disk that it is on, or a file that may not grow: `full-disk.ts <folder>`. Prints what it found.
import assert from 'node:assert/strict';
import { LmdbStore } from '@httpsession/store-lmdb';
import type { SessionRecord } from 'httpsession';
import { markOf, stamp } from './marks.ts';

const [, , path = ''] = process.argv;
const store = new LmdbStore({ path });
const now = Date.now();

function recordOf(key: string): SessionRecord {
  return {
    key,
    uid: key,
    version: 1,
    createdAt: now,
    lastAccessedAt: now,
    maxInactiveMs: 60_000,
    expiresAt: now - 1,
    principal: 'ada',
    attributes: stamp(key),
  };
}

const living = 50;
for (let number = 0; number < living; number += 1) {
  await store.create({ ...recordOf(`living ${number}`), expiresAt: undefined });
}

let expired = 0;
let refusal: unknown;
while (refusal === undefined) {
  try {
    await store.create(recordOf(`expired ${expired}`));
    expired += 1;
  } catch (error) {
    refusal = error;
  }
}
assert(refusal instanceof Error);
assert.match(refusal.message, /disk .*full.*STORE_LMDB_WRITE/);

// Again and again: an error leaves nothing behind. Pages that came free meanwhile may be enough for one: then it is there.
let refusals = 0;
for (let again = 0; again < 20; again += 1) {
  const key = `again ${again}`;
  const record = { ...recordOf(key), expiresAt: undefined };
  const answer: unknown = await store.create(record).catch((error: unknown) => error);
  const found = store.load(key);
  if (answer === true) {
    assert(typeof found === 'object');
    assert.equal(markOf(found), key);
    assert.equal(await store.delete(key), true);
  } else {
    assert.match(String(answer), /STORE_LMDB_WRITE/);
    assert.equal(found, undefined);
    refusals += 1;
  }
}
assert(refusals > 0);
for (let number = 0; number < living; number += 1) {
  const record = store.load(`living ${number}`);
  assert(record !== undefined && record !== 'unchanged');
  assert.equal(markOf(record), `living ${number}`);
}

// What makes room goes on: ending a session by hand, and those that expired.
assert.equal(await store.delete('living 0'), true);
assert.equal(store.load('living 0'), undefined);
let claimed = 0;
for (let claims = await store.takeExpired(5, 60_000); claims.length > 0;) {
  claimed += claims.length;
  for (const { key } of claims) assert.equal(await store.delete(key), true);
  claims = await store.takeExpired(5, 60_000);
}
assert.equal(claimed, expired);

// And then there is room, without a restart.
for (let number = 0; number < expired / 2; number += 1) {
  assert.equal(await store.create(recordOf(`new ${number}`)), true);
}
await store.close();
console.log(JSON.stringify({ expired, refusal: refusal.message }));
