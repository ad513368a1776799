import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NotEncodableError, UnreadableRecordError } from '../../src/common/errors.ts';
import { JsonCodec } from '../../src/store/json-codec.ts';
import { isSameValue } from '../support/same-value.ts';

class User {
  name: unknown = 'x';
}

const codec = new JsonCodec({ classes: [User] });

/** Any UTF-16 units, lone surrogates among them. */
const text = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
  .map((units) => String.fromCharCode(...units));

const key = fc.oneof(
  fc.string({ maxLength: 5 }),
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON', '$date', '$', '$ref', '0', ''),
);

const leaf = fc.oneof(
  text,
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(-0, NaN, Infinity, undefined, null, true),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
  fc.float32Array({ maxLength: 3 }),
  fc.constantFrom('a', 'b[').map((source) => new RegExp(source.replace('[', ''), 'g')),
);

/** Values of every kind that is kept, with parts that are met at several places. */
const value = fc
  .letrec<{ tree: unknown; node: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('node')),
    node: fc.oneof(
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.sparseArray(tie('tree'), { maxLength: 6, maxNumElements: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      fc.array(tie('tree'), { maxLength: 3 }).map((items) => new Set(items)),
      tie('tree').map((name) => Object.assign(new User(), { name })),
      tie('tree').map((part) => [part, part]),
      tie('tree').map((part) => {
        const cycle: Record<string, unknown> = { part };
        cycle['self'] = [cycle, part];
        return cycle;
      }),
    ),
  }))
  .tree.filter((made) => made !== undefined);

describe('JsonCodec, whatever the value', () => {
  it('P-10 gives the same value back, from the same bytes each time', () => {
    fc.assert(
      fc.property(value, (made) => {
        const bytes = codec.encode('thing', made);
        const result = codec.decode(bytes);

        expect(isSameValue(result, made)).toBe(true);
        expect(Buffer.compare(codec.encode('thing', result), bytes)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('P-10 gives the same value back, or refuses with a typed error', () => {
    const anything = fc.anything({
      key,
      maxDepth: 4,
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (made) => {
        let bytes;
        try {
          bytes = codec.encode('thing', made);
        } catch (error) {
          expect(error).toBeInstanceOf(NotEncodableError);
          return;
        }
        expect(isSameValue(codec.decode(bytes), made)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('P-10 writes small plain values as it writes the same parts of others', () => {
    const plain = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(plain, (made) => {
        const alone = Buffer.from(codec.encode('thing', made)).toString();
        // Undefined keeps the short way from being taken.
        const among = Buffer.from(codec.encode('thing', [undefined, made])).toString();

        expect(among).toBe(
          `~1[{"$undefined":0},${alone.startsWith('~1') ? alone.slice(2) : alone}]`,
        );
      }),
    );
  });
});

describe('JsonCodec, whatever the bytes', () => {
  function expectValueOrRefusal(bytes: Uint8Array): void {
    try {
      codec.decode(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableRecordError);
    }
    expect(Reflect.ownKeys(Object.prototype)).toStrictEqual(ORIGINAL);
  }

  const ORIGINAL = Reflect.ownKeys(Object.prototype);
  const written = value.map((made) => Buffer.from(codec.encode('thing', made)));

  it('P-11 gives a value or refuses random ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expectValueOrRefusal(bytes);
      }),
    );
  });

  it('P-11 gives a value or refuses ones with flipped bits', () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, bits) => {
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ bits;
        expectValueOrRefusal(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('P-11 refuses truncated ones, save numbers, which are numbers when cut', () => {
    fc.assert(
      fc.property(written, fc.nat(), (bytes, at) => {
        fc.pre(!/^[-\d]/.test(bytes.toString()));
        expect(() => codec.decode(bytes.subarray(0, at % bytes.length))).toThrow(
          UnreadableRecordError,
        );
      }),
    );
  });

  it('P-11 gives a value or refuses parts of several put together', () => {
    fc.assert(
      fc.property(written, written, fc.nat(), fc.nat(), (one, two, from, to) => {
        const head = one.subarray(0, from % (one.length + 1));
        expectValueOrRefusal(Buffer.concat([head, two.subarray(to % (two.length + 1))]));
      }),
      { numRuns: 500 },
    );
  });

  it('P-11 gives a value or refuses tags in any combination', () => {
    const tag = fc.constantFrom(
      ...[
        'undefined',
        'number',
        'bigint',
        'date',
        'regexp',
        'map',
        'set',
        'array',
        'object',
        'null',
      ],
      ...['ref', 'fields', 'data', 'Buffer', 'Float64Array', '__proto__', 'constructor'],
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium' },
        fc.oneof(fc.nat(3), fc.constantFrom(null, 'NaN', 'User', 'a', '', '-ff', 4294967295)),
        fc.tuple(tag, tie('tree')).map(([name, inside]) => ({ [`$${name}`]: inside })),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 2 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (data) => {
        expectValueOrRefusal(new TextEncoder().encode(`~1${JSON.stringify(data)}`));
      }),
      { numRuns: 1000 },
    );
  });
});
