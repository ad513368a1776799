import { describe, expect, it } from '@jest/globals';
import { NotEncodableError } from '../../src/common/errors.ts';
import { JsonCodec } from '../../src/store/json-codec.ts';

const codec = new JsonCodec();

/** The error that encoding gives. */
function refusalOf(value: unknown, by = codec): NotEncodableError {
  try {
    by.encode('cart', value);
  } catch (error) {
    if (error instanceof NotEncodableError) return error;
    throw error;
  }
  throw new Error('it was encoded');
}

class Basket {
  items = 1;
}

class Odd extends Map {}

class Crate extends Array {}

class Bytes extends Uint8Array {}

const throwing = new Proxy(
  {},
  {
    ownKeys() {
      throw new RangeError('trapped');
    },
  },
);

const everyTrapThrows = new Proxy(
  {},
  new Proxy(
    {},
    {
      get() {
        throw new RangeError('trapped');
      },
    },
  ),
);

function argumentsOf(): unknown {
  // eslint-disable-next-line prefer-rest-params -- the object that only old code has
  return arguments;
}

describe('JsonCodec refuses', () => {
  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'it is a function'],
    ['a class', Basket, 'it is a function'],
    ['a symbol', Symbol('s'), 'it is a symbol'],
    ['a function inside', { a: { fn: () => 1 } }, 'at .a.fn it has a function'],
    ['a method', { toJSON: () => 1 }, 'at .toJSON it has a function'],
    ['an object with then', { then: () => 1 }, 'at .then it has a function'],
    ['a symbol in a list', [1, [Symbol('s')]], 'at [1][0] it has a symbol'],
    [
      'an odd key on the way',
      { 'a b': { 'x\n': () => 1 } },
      'at ["a b"]["x\\n"] it has a function',
    ],
    ['a digit in front of a key', { 0: { a_1: () => 1 } }, 'at ["0"].a_1 it has a function'],
    ['a key of a map', new Map([[() => 1, 1]]), 'at <key 0> it has a function'],
    [
      'a value of a map',
      new Map([
        ['a', 1],
        ['b', Symbol('s')],
      ] as never),
      'at <value 1> it has a symbol',
    ],
    ['an item of a set', new Set([1, () => 1]), 'at <item 1> it has a function'],
    ['an item among holes', [, () => 1], 'at [1] it has a function'],
    [
      'an instance of an unknown class',
      { b: new Basket() },
      'at .b it has an instance of "Basket"',
    ],
    ['an instance of an unknown class that extends Map', new Odd(), 'an instance of "Odd"'],
    ['an instance of an unknown class that extends Array', [new Crate()], 'an instance of "Crate"'],
    [
      'an instance of an unknown class that extends Uint8Array',
      new Bytes(2),
      'an instance of "Bytes"',
    ],
    ['an error', new TypeError('no'), 'an instance of "TypeError"'],
    ['a promise', Promise.resolve(1), 'an instance of "Promise"'],
    ['a WeakMap', new WeakMap(), 'an instance of "WeakMap"'],
    ['a WeakSet', new WeakSet(), 'an instance of "WeakSet"'],
    ['a WeakRef', new WeakRef({}), 'an instance of "WeakRef"'],
    ['a boxed string', Object('text'), 'an instance of "String"'],
    ['a boxed number', Object(1), 'an instance of "Number"'],
    ['a URL', new URL('http://x.example/'), 'an instance of "URL"'],
    [
      'a generator',
      (function* () {
        yield 1;
      })(),
      'not registered',
    ],
    ['an object with a prototype of its own', Object.create({ inherited: 1 }), 'not registered'],
    ['shared memory', new SharedArrayBuffer(8), 'an instance of "SharedArrayBuffer"'],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(8)), 'not registered'],
    [
      'resizable memory',
      Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]),
      'not registered',
    ],
    ['a symbol as key', { [Symbol('s')]: 1 }, 'it is an object with properties that are symbols'],
    ['a hidden property', Object.defineProperty({ a: 1 }, 'b', { value: 1 }), 'not enumerable'],
    ['a property of a list', Object.assign([1], { extra: 1 }), 'out of place'],
    ['a property of a list of holes', Object.assign([,], { extra: 1 }), 'beside its items'],
    ['a match', /a/.exec('a'), 'out of place'],
    ['a property of a date', Object.assign(new Date(0), { extra: 1 }), 'out of place'],
    ['a property of a map', Object.assign(new Map(), { extra: 1 }), 'out of place'],
    ['a property of a set', Object.assign(new Set(), { extra: 1 }), 'out of place'],
    ['a property of a regular expression', Object.assign(/a/, { extra: 1 }), 'out of place'],
    ['a strange lastIndex', Object.assign(/a/, { lastIndex: {} }), 'no index'],
    ['arguments', Reflect.apply(argumentsOf, undefined, [1]), 'symbols'],
    ['Math', Math, 'symbols'],
    ['a proxy whose traps throw', { p: throwing }, 'at .p it has an object that threw'],
    ['a proxy all of whose traps throw', [everyTrapThrows], 'at [0] it has an object that threw'],
    ['a proxy of a map', new Proxy(new Map(), {}), 'an instance of "Map"'],
    ['a revoked proxy', revoked(), 'it is an object that threw'],
  ])('%s', (_, value, why) => {
    const error = refusalOf(value);

    expect(error.message).toContain('Session attribute "cart" cannot be stored: ');
    expect(error.message).toContain(why);
    expect(error.attribute).toBe('cart');
    expect(error.code).toBe('HTTPSESSION_NOT_ENCODABLE');
  });

  it('a getter that throws, with what it threw as the cause', () => {
    const cause = new Error('from the getter');
    const value = {
      deep: [
        {
          get broken() {
            throw cause;
          },
        },
      ],
    };

    const error = refusalOf(value);

    expect(error.message).toContain('at .deep[0].broken it has an object that threw');
    expect(error.cause).toBe(cause);
  });

  it('without ever showing a value', () => {
    const error = refusalOf(
      new Map([['hunter2', Object.assign(() => 1, { password: 'hunter2' })]]),
    );

    expect(error.message).not.toContain('hunter2');
  });

  it('with a path of bounded length for a long key', () => {
    const error = refusalOf({ ['k'.repeat(50_000)]: () => 1 });

    expect(error.message.length).toBeLessThan(400);
  });

  it('and can go on being used after that', () => {
    refusalOf({ a: throwing });

    expect(codec.decode(codec.encode('cart', { a: 1 }))).toStrictEqual({ a: 1 });
  });
});

describe('JsonCodec limits the size', () => {
  const limited = new JsonCodec({ limits: { attributeBytes: 100 } });

  it.each<[string, (bytes: number) => unknown]>([
    ['text', (bytes) => 'x'.repeat(bytes - 2)],
    ['text of several bytes a character', (bytes) => `${'é'.repeat(40)}${'x'.repeat(bytes - 82)}`],
    ['text that is escaped', (bytes) => `\n\n${'x'.repeat(bytes - 6)}`],
    ['a list', (bytes) => ['x'.repeat(bytes - 10), '', 1]],
    ['an object', (bytes) => ({ a: 'x'.repeat(bytes - 11), b: {} }) satisfies object],
    ['a key', (bytes) => ({ ['x'.repeat(bytes - 6)]: 1 })],
    ['text with tags', (bytes) => [undefined, 'x'.repeat(bytes - 24)]],
  ])('S-47 one below, at and one above it: %s', (_, valueOf) => {
    const short = 100 - limited.encode('cart', valueOf(90)).length;
    const at = valueOf(90 + short);

    expect(limited.encode('cart', valueOf(89 + short))).toHaveLength(99);
    expect(limited.encode('cart', at)).toHaveLength(100);
    const error = refusalOf(valueOf(91 + short), limited);
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.message).toContain('more than the 100 bytes of codec.limits.attributeBytes');
  });

  it('S-47 64 KiB by default', () => {
    expect(codec.encode('cart', 'x'.repeat(65_534))).toHaveLength(65_536);
    expect(refusalOf('x'.repeat(65_535)).code).toBe('HTTPSESSION_LIMIT');
  });

  it('S-47 1 MiB at most', () => {
    const wide = new JsonCodec({ limits: { attributeBytes: 1_048_576 } });
    const value = 'x'.repeat(1_048_574);

    expect(wide.decode(wide.encode('cart', value))).toBe(value);
  });

  it.each<[string, unknown]>([
    ['a string of 10 MB', 'x'.repeat(10_000_000)],
    ['a string of 10 MB that is escaped', '\u0001'.repeat(10_000_000)],
    ['a key of 10 MB', { ['x'.repeat(10_000_000)]: 1 }],
    ['a buffer of 10 MB', Buffer.alloc(10_000_000)],
    ['a regular expression of 1 MB', new RegExp('x'.repeat(1_000_000))],
    [
      'an object with 10^6 keys',
      Object.fromEntries(Array.from({ length: 1e6 }, (_, at) => [at, 1])),
    ],
    ['a list of 10^6 items', Array.from({ length: 1e6 }, () => 1)],
    ['a map of 10^6 entries', new Map(Array.from({ length: 1e6 }, (_, at) => [at, 1]))],
    ['10^5 small objects', Array.from({ length: 1e5 }, () => ({}))],
  ])('S-47 %s', (_, value) => {
    expect(refusalOf(value).code).toBe('HTTPSESSION_LIMIT');
  });

  it('S-47 a getter that gives more each time it is read', () => {
    let length = 1;
    const part = (): object => ({
      get more() {
        length *= 10;
        return 'x'.repeat(length);
      },
    });
    const value = Array.from({ length: 30 }, part);

    expect(refusalOf(value).code).toBe('HTTPSESSION_LIMIT');
    expect(length).toBeLessThan(1e9);
  });
});

describe('JsonCodec limits the depth', () => {
  const nested = (levels: number): unknown =>
    Array.from({ length: levels - 1 }).reduce<unknown>((inner) => ({ inner }), {});
  const nestedLists = (levels: number): unknown =>
    Array.from({ length: levels - 1 }).reduce<unknown>((inner) => [inner], []);
  const nestedMaps = (levels: number): unknown =>
    Array.from({ length: levels - 1 }).reduce<unknown>((inner) => new Map([[1, inner]]), new Map());

  it.each([
    ['objects', nested],
    ['lists', nestedLists],
    ['maps', nestedMaps],
  ])('S-47 one below, at and one above 32: %s', (_, valueOf) => {
    expect(codec.decode(codec.encode('cart', valueOf(31)))).toStrictEqual(valueOf(31));
    expect(codec.decode(codec.encode('cart', valueOf(32)))).toStrictEqual(valueOf(32));
    const error = refusalOf(valueOf(33));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.message).toContain('objects nested deeper than the 32 of codec.limits.depth');
  });

  it('S-47 1 at the least and 100 at most', () => {
    const flat = new JsonCodec({ limits: { depth: 1 } });
    const deep = new JsonCodec({ limits: { depth: 100 } });

    expect(flat.decode(flat.encode('cart', { a: 1 }))).toStrictEqual({ a: 1 });
    expect(refusalOf({ a: {} }, flat).code).toBe('HTTPSESSION_LIMIT');
    expect(deep.decode(deep.encode('cart', nestedMaps(100)))).toStrictEqual(nestedMaps(100));
    expect(refusalOf(nested(101), deep).code).toBe('HTTPSESSION_LIMIT');
  });

  it('S-47 a million levels without exhausting the stack', () => {
    expect(refusalOf(nestedLists(1_000_000)).code).toBe('HTTPSESSION_LIMIT');
  });

  it('reads what was written under a larger limit', () => {
    const deep = new JsonCodec({ limits: { depth: 100, attributeBytes: 1_048_576 } });
    const bytes = deep.encode('cart', [nested(90), 'x'.repeat(100_000)]);

    expect(codec.decode(bytes)).toStrictEqual([nested(90), 'x'.repeat(100_000)]);
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
