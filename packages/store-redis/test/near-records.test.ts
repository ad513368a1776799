import { describe, expect, it } from '@jest/globals';
import type { SessionRecord } from 'httpsession';
import { NearRecords } from '../src/near-cache/near-records.ts';

function recordOf(key: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    key,
    uid: `uid of ${key}`,
    version: 1,
    createdAt: 1000,
    lastAccessedAt: 1000,
    maxInactiveMs: 60_000,
    expiresAt: Date.now() + 60_000,
    attributes: new Map([['name', Buffer.from('value')]]),
    ...fields,
  };
}

describe('records kept near', () => {
  it('are what was read, until it is heard that they changed', () => {
    const near = new NearRecords(10);
    expect(near.get('a')).toBeUndefined();
    near.end(near.begin('a'), recordOf('a'));
    near.end(near.begin('b'), recordOf('b'));
    expect(near.get('a')?.uid).toBe('uid of a');
    near.forget('a');
    expect([near.get('a'), near.get('b')?.uid]).toStrictEqual([undefined, 'uid of b']);
  });

  it('are not those whose change was heard while they were read', () => {
    const near = new NearRecords(10);
    const read = near.begin('a');
    near.forget('a');
    near.end(read, recordOf('a'));
    expect(near.get('a')).toBeUndefined();
    // The next read begins after the change.
    near.end(near.begin('a'), recordOf('a', { version: 2 }));
    expect(near.get('a')?.version).toBe(2);
  });

  it('are those of a read that began after the change, although an older one is still under way', () => {
    const near = new NearRecords(10);
    const old = near.begin('a');
    near.forget('a');
    const young = near.begin('a');
    near.end(young, recordOf('a', { version: 2 }));
    near.end(old, recordOf('a', { version: 1 }));
    expect(near.get('a')?.version).toBe(2);
  });

  it('are none of what was read while nobody listened', () => {
    const near = new NearRecords(10);
    near.end(near.begin('a'), recordOf('a'));
    const read = near.begin('b');
    near.clear();
    near.end(read, recordOf('b'));
    expect([near.get('a'), near.get('b'), near.size]).toStrictEqual([undefined, undefined, 0]);
  });

  it('are not the failed reads', () => {
    const near = new NearRecords(10);
    near.end(near.begin('a'), undefined);
    expect(near.size).toBe(0);
  });

  it('are not given once they have expired', () => {
    const near = new NearRecords(10);
    near.end(near.begin('past'), recordOf('past', { expiresAt: Date.now() }));
    near.end(near.begin('never'), recordOf('never', { expiresAt: undefined }));
    expect([near.get('past'), near.get('never')?.key]).toStrictEqual([undefined, 'never']);
  });

  it('share no map with those who brought or got them', () => {
    const near = new NearRecords(10);
    const brought = recordOf('a');
    near.end(near.begin('a'), brought);
    (brought.attributes as Map<string, Uint8Array>).clear();
    const first = near.get('a')?.attributes as Map<string, Uint8Array>;
    expect(first.size).toBe(1);
    first.clear();
    expect(near.get('a')?.attributes.size).toBe(1);
  });

  it('are at most so many, the least recently used going first', () => {
    const near = new NearRecords(2);
    for (const key of ['a', 'b']) near.end(near.begin(key), recordOf(key));
    near.get('a');
    near.end(near.begin('c'), recordOf('c'));
    expect(['a', 'b', 'c'].map((key) => near.get(key)?.key)).toStrictEqual(['a', undefined, 'c']);
  });
});
