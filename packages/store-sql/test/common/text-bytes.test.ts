import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesToKey, keyToBytes } from '../../src/common/key-bytes.ts';
import { unpackAttributes } from '../../src/common/packed-attributes.ts';
import { bytesToText, indexedText, textToBytes } from '../../src/common/text-bytes.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  // Halves of surrogate pairs among them.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\0', '\ud800', '\udc00\ud800', '\ufffd', '\ufeff', 'þÿ', '__proto__'),
);

describe('the bytes of a text', () => {
  it('are those of no other text, and give it back', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(bytesToText(textToBytes(one))).toBe(one);
        expect(textToBytes(one).equals(textToBytes(other))).toBe(one === other);
      }),
    );
  });

  it('S-33 fit into an index however long the text is, and long texts stay apart', () => {
    const long = 'ä'.repeat(65_536);
    expect(indexedText(long).key.length).toBeLessThanOrEqual(200);
    expect(indexedText(long).full).toStrictEqual(Buffer.from(long));
    expect(indexedText(`${long}a`).key).not.toStrictEqual(indexedText(`${long}b`).key);
    expect(indexedText('short')).toStrictEqual({ key: Buffer.from('short'), full: null });
  });
});

describe('the bytes of a key', () => {
  const digest = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((b) => Buffer.from(b).toString('hex'));

  it('are those of no other key, and give it back', () => {
    const keys = fc.oneof(texts, digest);
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const bytes = keyToBytes(one)!;
        expect(bytesToKey(bytes)).toBe(one);
        expect(bytes.equals(keyToBytes(other)!)).toBe(one === other);
      }),
    );
  });

  it('are 32 for a hash', () => {
    fc.assert(fc.property(digest, (key) => expect(keyToBytes(key)).toHaveLength(32)));
  });

  it.each([0, null, undefined, ['a'], { toString: () => 'a' }, 'a'.repeat(1001), 'ä'.repeat(501)])(
    'there are none of %p',
    (key) => expect(keyToBytes(key)).toBeUndefined(),
  );
});

describe('packed attributes', () => {
  const packed = (...parts: string[]): Buffer =>
    Buffer.concat(
      parts.map((part) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(Buffer.byteLength(part));
        return Buffer.concat([length, Buffer.from(part)]);
      }),
    );

  it('are names and values in turn', () => {
    const attributes = unpackAttributes(packed('cart', 'tea', '', '', '__proto__', 'x'));
    expect(
      [...attributes].map(([name, value]) => [name, Buffer.from(value).toString()]),
    ).toStrictEqual([
      ['cart', 'tea'],
      ['', ''],
      ['__proto__', 'x'],
    ]);
    expect(unpackAttributes(undefined).size).toBe(0);
  });

  it('S-35 are refused when they were cut at any byte but the end of an attribute', () => {
    const whole = packed('cart', 'tea');
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => unpackAttributes(whole.subarray(0, length))).toThrow(
        'an attribute ends too early',
      );
    }
  });
});
