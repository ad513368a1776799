import { describe, expect, it } from '@jest/globals';
import { NotEncodableError, OptionError } from '../../src/common/errors.ts';
import {
  checkAttributeName,
  checkRecordSize,
  resolveRecordLimits,
} from '../../src/store/record-limits.ts';

const limits = resolveRecordLimits();

function errorOf(check: () => void): NotEncodableError {
  try {
    check();
  } catch (error) {
    if (error instanceof NotEncodableError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function attributes(count: number, bytes = 1): Map<string, Uint8Array> {
  return new Map(Array.from({ length: count }, (_, at) => [`a${at}`, new Uint8Array(bytes)]));
}

describe('checkAttributeName', () => {
  it('S-47 accepts 255 and 256 characters and refuses 257', () => {
    expect(() => checkAttributeName('n'.repeat(255), limits)).not.toThrow();
    expect(() => checkAttributeName('n'.repeat(256), limits)).not.toThrow();
    const error = errorOf(() => checkAttributeName('n'.repeat(257), limits));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.message).toContain('257 characters, more than the 256 allowed');
  });

  it('S-27 does not repeat a name of 1 MB', () => {
    const error = errorOf(() => checkAttributeName('n'.repeat(1_000_000), limits));

    expect(error.message.length).toBeLessThan(300);
    expect(error.attribute).toHaveLength(65);
  });

  it.each(['', '__proto__', 'constructor', '0', '\0', 'ä', '👩‍👩‍👧'])('S-27 accepts %j', (name) => {
    expect(() => checkAttributeName(name, limits)).not.toThrow();
  });

  it.each(['\ud800', 'a\udfff', '\udc00\ud800'])(
    'S-27 refuses %j, which UTF-8 cannot tell',
    (name) => {
      expect(errorOf(() => checkAttributeName(name, limits)).code).toBe(
        'HTTPSESSION_NOT_ENCODABLE',
      );
    },
  );
});

describe('what is over a limit', () => {
  const few = resolveRecordLimits({ attributes: 1, nameLength: 1, sessionBytes: 10 });
  const grow = (set: Map<string, Uint8Array>): void =>
    checkRecordSize(new Map(), { set, removed: new Set() }, few);

  it.each<[string, () => void]>([
    ['limits.nameLength', () => checkAttributeName('name', few)],
    ['limits.attributes', () => grow(attributes(2))],
    ['limits.sessionBytes', () => grow(attributes(1, 20))],
  ])('names %s', (option, check) => {
    expect(errorOf(check).message).toMatch(
      new RegExp(`, more than the \\d+ allowed by ${option} `),
    );
  });
});

describe('checkRecordSize', () => {
  const NOTHING = { set: new Map<string, Uint8Array>(), removed: new Set<string>() };
  const check = (stored: Map<string, Uint8Array>, change: Partial<typeof NOTHING> = {}): void =>
    checkRecordSize(stored, { ...NOTHING, ...change }, limits);

  it('S-47 accepts 255 and 256 attributes and refuses 257', () => {
    expect(() => check(attributes(255))).not.toThrow();
    expect(() => check(attributes(256))).not.toThrow();
    const error = errorOf(() => check(attributes(257)));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.message).toContain('257 attributes, more than the 256 allowed');
  });

  it('S-47 S3-05 accepts 262 143 and 262 144 bytes and refuses 262 145, names included', () => {
    const sized = (bytes: number): Map<string, Uint8Array> =>
      new Map([
        ['é', new Uint8Array(8)],
        ['big', new Uint8Array(bytes - 13)],
      ]);

    expect(() => check(sized(262_143))).not.toThrow();
    expect(() => check(sized(262_144))).not.toThrow();
    const error = errorOf(() => check(sized(262_145)));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.attribute).toBe('big');
    expect(error.message).toContain('262145 bytes, more than the 262144 allowed');
  });

  it('S-47 counts what the change makes of the session', () => {
    const full = attributes(256);
    expect(() => check(full, { set: attributes(256) })).not.toThrow();
    const more = new Map([['more', new Uint8Array(1)]]);
    expect(errorOf(() => check(full, { set: more })).message).toContain('257 attributes');
    expect(() => check(full, { set: more, removed: new Set(['a0']) })).not.toThrow();
    expect(() => check(full, { set: more, removed: new Set(['b']) })).toThrow(NotEncodableError);
  });

  it('S-47 counts a value that is replaced once, and one that is removed not at all', () => {
    const big = (bytes: number): Map<string, Uint8Array> =>
      new Map([['b', new Uint8Array(bytes - 1)]]);
    expect(() => check(big(262_144), { set: big(262_144) })).not.toThrow();
    expect(errorOf(() => check(big(10), { set: big(262_145) })).attribute).toBe('b');
    const other = new Map([['c', new Uint8Array(262_143)]]);
    expect(() => check(big(10), { set: other, removed: new Set(['b']) })).not.toThrow();
    expect(errorOf(() => check(big(10), { set: other })).attribute).toBe('c');
  });

  it('S-47 takes names for as long as they are in UTF-8', () => {
    const long = (bytes: number): Map<string, Uint8Array> =>
      new Map([['n'.repeat(256), new Uint8Array(bytes - 256)]]);
    expect(() => check(long(262_144))).not.toThrow();
    expect(() => check(long(262_145))).toThrow(NotEncodableError);
  });

  it('accepts a session without attributes', () => {
    expect(() => check(new Map())).not.toThrow();
  });
});

describe('resolveRecordLimits', () => {
  it('fills in what is missing', () => {
    expect(resolveRecordLimits({ attributes: 3 })).toStrictEqual({
      attributes: 3,
      nameLength: 256,
      sessionBytes: 262_144,
    });
  });

  it.each([
    ['attributes', 4096],
    ['nameLength', 1024],
    ['sessionBytes', 4_194_304],
  ])('S-47 refuses %s above its ceiling of %d, and what is no whole number', (name, ceiling) => {
    expect(resolveRecordLimits({ [name]: ceiling })).toMatchObject({ [name]: ceiling });
    for (const wrong of [ceiling + 1, 0, -1, 1.5, NaN, '9']) {
      expect(() => resolveRecordLimits({ [name]: wrong })).toThrow(
        expect.objectContaining({ constructor: OptionError, option: `limits.${name}` }),
      );
    }
  });

  it('tells an unknown name apart, whatever its value is', () => {
    const limits = { bytes: 100 } as object;
    expect(() => resolveRecordLimits(limits)).toThrow(
      'Option limits.bytes is 100; it must be left out: it is none of attributes, nameLength,',
    );
  });

  it.each(['attribute', 'sessionbytes', '__proto__', 'toString'])(
    'P-18 refuses the unknown name %s',
    (name) => {
      const limits = JSON.parse(`{"${name}": 5}`) as object;
      expect(() => resolveRecordLimits(limits)).toThrow(
        expect.objectContaining({ constructor: OptionError, option: `limits.${name}` }),
      );
    },
  );
});
