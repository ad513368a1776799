import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHead, encodeHead, FIXED_BYTES } from '../../src/record/head.ts';
import { fromWire, toWire } from '../../src/record/wire-text.ts';

const instant = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0w', '\ud800', 'a\udc00'),
);

const record = fc.record(
  {
    key: text,
    uid: text,
    version: fc.nat(),
    createdAt: instant,
    lastAccessedAt: instant,
    maxInactiveMs: instant,
    principal: text,
    sealedId: fc.uint8Array(),
  },
  { requiredKeys: ['key', 'uid', 'version', 'createdAt', 'lastAccessedAt', 'maxInactiveMs'] },
);

describe('the head of a record', () => {
  it('comes back as it was, whatever it says', () => {
    fc.assert(
      fc.property(record, (given) => {
        const { sealedId, ...rest } = decodeHead(encodeHead(given))?.record ?? {};
        const expected = { ...given };
        delete (expected as { sealedId?: unknown }).sealedId;
        expect(rest).toStrictEqual(expected);
        expect(sealedId === undefined ? undefined : [...sealedId]).toStrictEqual(
          given.sealedId === undefined ? undefined : [...given.sealedId],
        );
      }),
    );
  });

  it('is refused when any byte is missing, or one too many there', () => {
    const head = encodeHead({
      key: 'key',
      uid: 'uid',
      version: 1,
      createdAt: 2,
      lastAccessedAt: 3,
      maxInactiveMs: 4,
      principal: 'ada',
      sealedId: Buffer.from('sealed'),
    });
    for (let length = 0; length < head.length; length += 1) {
      expect(decodeHead(head.subarray(0, length))).toBeUndefined();
    }
    expect(decodeHead(Buffer.concat([head, Buffer.alloc(1)]))).toBeUndefined();
    expect(decodeHead(head)).toBeDefined();
  });

  it('is refused when it is of another format', () => {
    const head = encodeHead({
      key: 'k',
      uid: 'u',
      version: 1,
      createdAt: 2,
      lastAccessedAt: 3,
      maxInactiveMs: 4,
    });
    expect(head).toHaveLength(FIXED_BYTES + 2);
    head.writeUInt8(2, 0);
    expect(decodeHead(head)).toBeUndefined();
  });
});

describe('text on the way', () => {
  it('comes back as it was, also halves of surrogate pairs', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        ),
        (given) => {
          // Through UTF-8, as drivers send it.
          expect(fromWire(Buffer.from(toWire(given)).toString())).toBe(given);
        },
      ),
    );
  });

  it('is itself as long as UTF-8 can carry it, so that people can read it in the server', () => {
    for (const name of ['cart', '', 'ä', '\0', '\u{1f36a}']) expect(toWire(name)).toBe(name);
  });
});
