import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PatchedHead, patchOf } from '../src/format/head-patch.ts';
import { decodeHead, encodeHead, type Head, type StoredValue } from '../src/format/head.ts';
import { growthOf } from '../src/sessions/changes.ts';
import { changeOf } from './support/records.ts';

const name = fc.constantFrom('', 'a', 'b', 'cart', 'schlüssel', 'ä\ud800');
const bytes = fc.uint8Array({ maxLength: 20 });
const inline = fc.array(fc.tuple(name, bytes)).map((entries) => new Map(entries));
const optional = fc.option(bytes, { nil: undefined });

function headOf(
  attributes: ReadonlyMap<string, StoredValue>,
  parts: { readonly sealedId?: Uint8Array | undefined; readonly principal?: string | undefined },
): Head {
  return {
    key: 'key of ä\u{1f600}',
    uid: 'uid',
    version: 7,
    createdAt: 1000,
    lastAccessedAt: 2000,
    maxInactiveMs: 60_000,
    expiresAt: 90_000,
    isClaimed: false,
    leaseEnd: 0,
    indexedAt: 80_000,
    sealedId: parts.sealedId,
    principal: parts.principal,
    attributes: new Map(attributes),
  };
}

const asArrays = (attributes: ReadonlyMap<string, StoredValue>): unknown =>
  [...attributes].map(([each, value]) => [each, value instanceof Uint8Array ? [...value] : value]);

describe('a patch of a head', () => {
  it('makes what a change of the decoded head makes, and says how much it grows', () => {
    fc.assert(
      fc.property(
        inline,
        inline,
        fc.uniqueArray(name),
        optional,
        fc.option(name, { nil: undefined }),
        (attributes, set, names, sealedId, principal) => {
          const removed = new Set(names.filter((each) => !set.has(each)));
          const head = headOf(attributes, { sealedId, principal });
          const patched = PatchedHead.of(encodeHead(head), patchOf(set, removed));
          expect(patched?.growth).toBe(growthOf(head, changeOf({ set, removed })));
          const after = decodeHead(patched?.bytes ?? Buffer.alloc(0));
          for (const each of removed) head.attributes.delete(each);
          for (const [each, value] of set) head.attributes.set(each, value);
          expect({ ...after, attributes: undefined, sealedId: undefined }).toStrictEqual({
            ...head,
            attributes: undefined,
            sealedId: undefined,
          });
          expect(after.sealedId && [...after.sealedId]).toStrictEqual(sealedId && [...sealedId]);
          expect(asArrays(after.attributes)).toStrictEqual(asArrays(head.attributes));
        },
      ),
    );
  });

  it('changes the numbers where they stand', () => {
    const patched = PatchedHead.of(
      encodeHead(headOf(new Map(), {})),
      patchOf(new Map(), new Set()),
    );
    if (patched === undefined) throw new Error('There is nothing that has an entry of its own');
    expect(patched).toMatchObject({
      version: 7,
      expiresAt: 90_000,
      indexedAt: 80_000,
      lastAccessedAt: 2000,
      maxInactiveMs: 60_000,
    });
    patched.version = 8;
    patched.expiresAt = Infinity;
    patched.indexedAt = 1;
    patched.lastAccessedAt = 3000;
    patched.maxInactiveMs = -1;
    expect(decodeHead(patched.bytes)).toMatchObject({
      version: 8,
      expiresAt: Infinity,
      leaseEnd: 0,
      indexedAt: 1,
      createdAt: 1000,
      lastAccessedAt: 3000,
      maxInactiveMs: -1,
    });
  });

  it('leaves a value that has an entry of its own where it is, and is none when that is to go', () => {
    const blob = { id: 12, size: 600 };
    const entry = encodeHead(headOf(new Map<string, StoredValue>([['large', blob]]), {}));
    const beside = PatchedHead.of(entry, patchOf(new Map([['a', Buffer.from('x')]]), new Set()));
    expect(decodeHead(beside?.bytes ?? Buffer.alloc(0)).attributes.get('large')).toEqual(blob);
    const instead = patchOf(new Map([['large', Buffer.from('x')]]), new Set());
    expect(PatchedHead.of(entry, instead)).toBeUndefined();
    expect(PatchedHead.of(entry, patchOf(new Map(), new Set(['large'])))).toBeUndefined();
  });

  it.each([
    ['of another format', (entry: Buffer) => Buffer.concat([Buffer.from([9]), entry.subarray(1)])],
    ['that is too short', (entry: Buffer) => entry.subarray(0, -1)],
    ['that is too long', (entry: Buffer) => Buffer.concat([entry, Buffer.from([0])])],
  ])('throws for an entry %s', (_which, spoil) => {
    const entry = encodeHead(headOf(new Map([['a', Buffer.from('x')]]), {}));
    expect(() => PatchedHead.of(spoil(entry), patchOf(new Map(), new Set()))).toThrow(RangeError);
  });
});
