import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { OptionError } from '../../src/common/errors.ts';
import { JsonCodec } from '../../src/store/json-codec.ts';
import { isSameValue } from '../support/same-value.ts';

const codec = new JsonCodec();

function roundTrip(value: unknown): unknown {
  return codec.decode(codec.encode('thing', value));
}

function textOf(value: unknown): string {
  return new TextDecoder().decode(codec.encode('thing', value));
}

const withoutPrototype = Object.assign(Object.create(null) as object, { a: 1, __proto__: 2 });
const sticky = /a\/"b/gimsuy;
sticky.lastIndex = 3;
const holes: unknown[] = [1];
holes[4] = undefined;
const far: unknown[] = [];
far[4_294_967_294] = 'last';
const claimed: unknown[] = [];
claimed.length = 4_294_967_295;

describe('JsonCodec gives back', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['false', false],
    ['zero', 0],
    ['minus zero', -0],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['the smallest number', Number.MIN_VALUE],
    ['the largest number', Number.MAX_VALUE],
    ['a negative fraction', -1234.5e-9],
    ['a bigint', 123_456_789_012_345_678_901_234_567_890n],
    ['a negative bigint', -255n],
    ['zero as a bigint', 0n],
    ['an empty string', ''],
    ['a string with everything that is escaped', '"\\\b\f\n\r\t\u0000\u001f\u007f\u2028\u2029/'],
    ['a string of other scripts', 'Grüße, 日本, 👩‍👩‍👧, \u202e'],
    ['lone surrogates', '\ud800 \udfff \udc00\ud800'],
    ['text that looks like the mark of tagged text', '~1{}'],
    ['a long string', 'é'.repeat(20_000)],
    ['an empty object', {}],
    ['an empty array', []],
    ['a plain object', { id: 7, name: 'Ada', roles: ['a', 'b'], nested: { deep: [{}] } }],
    ['integer-like keys', { 10: 'a', 2: 'b', x: 'c', '-1': 'd', '01': 'e' }],
    ['an empty key', { '': 1 }],
    ['undefined inside', { a: undefined, b: [undefined] }],
    ['special numbers inside', [-0, NaN, Infinity, -Infinity, 1n]],
    ['holes', holes],
    ['an array of holes only', [, ,]],
    ['an array of length 2^32-1', far],
    ['an array that only claims to be long', claimed],
    ['an object without a prototype', withoutPrototype],
    ['a date', new Date(Date.UTC(2026, 1, 3))],
    ['the last date', new Date(8.64e15)],
    ['an invalid date', new Date(NaN)],
    ['a regular expression', sticky],
    ['an empty regular expression', new RegExp('')],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ k: 1 }, new Map()],
        [NaN, undefined],
      ]),
    ],
    ['a set', new Set<unknown>([1, '1', [1], new Set()])],
    ['a Buffer', Buffer.from('bytes')],
    ['an empty Buffer', Buffer.alloc(0)],
    ['an ArrayBuffer', Uint8Array.of(1, 2, 3).buffer],
    ['a DataView', new DataView(Uint8Array.of(1, 2, 3).buffer, 1)],
    ['an Int8Array', Int8Array.of(-1, 127)],
    ['a Uint8Array', Uint8Array.of(0, 255)],
    ['a Uint8ClampedArray', Uint8ClampedArray.of(0, 255)],
    ['an Int16Array', Int16Array.of(-1, 32_767)],
    ['a Uint16Array', Uint16Array.of(1, 65_535)],
    ['an Int32Array', Int32Array.of(-1, 5)],
    ['a Uint32Array', Uint32Array.of(1, 4_294_967_295)],
    ['a Float32Array', Float32Array.of(-0, NaN, 1.5)],
    ['a Float64Array', Float64Array.of(-0, NaN, 1e300)],
    ['a BigInt64Array', BigInt64Array.of(-1n)],
    ['a BigUint64Array', BigUint64Array.of(1n)],
    ['keys that look like tags', { $date: 1 }],
    ['a key that looks like a tag and others', { $date: 1, $map: [], x: { $ref: 0 } }],
    ['a key that looks like a tag, but not in front', { x: new Date(0), $date: 1 }],
    ['a frozen object, thawed', { a: [1] }],
    ['many objects', Array.from({ length: 300 }, (_, at) => ({ at }))],
    ['many properties', Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at]))],
  ])('P-10 %s', (_, value) => {
    const result = roundTrip(value);

    expect(isSameValue(result, value)).toBe(true);
  });

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'then',
    'toJSON',
    'id',
    '\0',
    '\ud800',
  ])('S-27 the key %j as data', (key) => {
    const value = JSON.parse(`{${JSON.stringify(key)}:{"polluted":true},"more":[null]}`) as object;
    const tagged = { value, forcesTags: undefined };

    expect(isSameValue(roundTrip(value), value)).toBe(true);
    expect(isSameValue(roundTrip(tagged), tagged)).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it('S-27 an object without a prototype whose key is __proto__', () => {
    const value = Object.create(null) as Record<string, unknown>;
    value['__proto__'] = { polluted: true };

    expect(isSameValue(roundTrip(value), value)).toBe(true);
  });

  it('P-10 a cycle', () => {
    const parent: Record<string, unknown> = { name: 'parent' };
    parent['children'] = [{ parent }, new Map([[parent, new Set([parent])]])];

    expect(isSameValue(roundTrip(parent), parent)).toBe(true);
  });

  it('P-10 an object met twice, as one object', () => {
    const address = { city: 'Ulm' };
    const date = new Date(0);
    const value = { home: address, work: address, dates: [date, date], other: { city: 'Ulm' } };

    const result = roundTrip(value) as typeof value;

    expect(result.home).toBe(result.work);
    expect(result.dates[0]).toBe(result.dates[1]);
    expect(result.other).not.toBe(result.home);
  });

  it('P-10 objects met twice among more than a few', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ at }));
    const value = [...many, ...many.toReversed(), new Map([[many[7], many[33]]])];

    expect(isSameValue(roundTrip(value), value)).toBe(true);
  });

  it('objects of another realm as objects of this one', () => {
    const foreign: unknown = runInNewContext(
      '({ plain: { a: 1 }, list: [1], map: new Map([[1, 2]]), date: new Date(5), bytes: new Uint8Array(2) })',
    );

    expect(roundTrip(foreign)).toStrictEqual({
      plain: { a: 1 },
      list: [1],
      map: new Map([[1, 2]]),
      date: new Date(5),
      bytes: new Uint8Array(2),
    });
  });

  it('what a getter gives, as a value', () => {
    const value = Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => 2 });

    expect(isSameValue(roundTrip(value), { a: 1, b: 2 })).toBe(true);
  });

  it('the bytes that a view shows, without the memory around them', () => {
    const memory = new TextEncoder().encode('secret of somebody else');
    const view = memory.subarray(0, 3);

    const result = roundTrip(view) as Uint8Array;

    expect(result.buffer.byteLength).toBe(3);
    expect(textOf(view)).not.toContain(Buffer.from('secret of').toString('base64'));
  });

  it('an array of holes without taking memory for them', () => {
    const holey: unknown[] = [];
    holey.length = 4_294_967_295;
    holey.length = 30_000_000;
    const bytes = codec.encode('thing', holey);
    const before = process.memoryUsage().heapUsed;

    const result = codec.decode(bytes) as unknown[];

    expect(result).toHaveLength(30_000_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  });
});

describe('JsonCodec writes', () => {
  it('plain values as JSON that people can read', () => {
    expect(textOf({ id: 7, name: 'Zoë', tags: ['a', null, true] })).toBe(
      '{"id":7,"name":"Zoë","tags":["a",null,true]}',
    );
  });

  it('an object that looks like a tag in such a way that it is none', () => {
    expect(textOf({ $date: 1 })).toBe('~1{"$object":{"$date":1}}');
    expect(textOf({ a: 1, $date: 1 })).toBe('{"a":1,"$date":1}');
  });

  it('the same bytes for the same value, whichever way it was made', () => {
    const value = { at: new Date(0), cart: [{ n: 1 }], set: new Set(['a']) };
    const copy = { at: new Date(0), cart: [{ n: 1 }], set: new Set(['a']) };

    expect(textOf(copy)).toBe(textOf(value));
    expect(textOf(roundTrip(value))).toBe(textOf(value));
  });

  it('other bytes once something deep inside has changed', () => {
    const value = { list: [new Map([['a', { n: 0 }]])] };
    const before = textOf(value);

    value.list[0]?.set('a', { n: -0 });

    expect(textOf(value)).not.toBe(before);
  });

  it('other bytes for two objects alike than for one met twice', () => {
    const one = { n: 1 };

    expect(textOf([one, one])).not.toBe(textOf([{ n: 1 }, { n: 1 }]));
  });

  it('bytes that stay as they are when the next value is written', () => {
    const first = codec.encode('thing', { a: 1 });

    codec.encode('thing', { b: 22 });

    expect(codec.decode(first)).toStrictEqual({ a: 1 });
  });

  it('a value while a getter of another one is read', () => {
    const outer = {
      before: 1,
      get inner() {
        return codec.encode('other', [1]).length;
      },
      after: 2,
    };

    expect(roundTrip(outer)).toStrictEqual({ before: 1, inner: 3, after: 2 });
  });
});

describe('JsonCodec options', () => {
  it.each([0, -1, 1.5, NaN, 1_048_577])('refuses %d as codec.limits.attributeBytes', (value) => {
    expect(() => new JsonCodec({ limits: { attributeBytes: value } })).toThrow(
      expect.objectContaining({ constructor: OptionError, option: 'codec.limits.attributeBytes' }),
    );
  });

  it.each([0, 101, '32' as unknown as number])('refuses %p as codec.limits.depth', (value) => {
    expect(() => new JsonCodec({ limits: { depth: value } })).toThrow(
      expect.objectContaining({ constructor: OptionError, option: 'codec.limits.depth' }),
    );
  });
});
