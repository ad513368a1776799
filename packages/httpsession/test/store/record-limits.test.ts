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

describe('checkRecordSize', () => {
  it('S-47 accepts 255 and 256 attributes and refuses 257', () => {
    expect(() => checkRecordSize(attributes(255), limits)).not.toThrow();
    expect(() => checkRecordSize(attributes(256), limits)).not.toThrow();
    const error = errorOf(() => checkRecordSize(attributes(257), limits));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.message).toContain('257 attributes, more than the 256 allowed');
  });

  it('S-47 S3-05 accepts 262 143 and 262 144 bytes and refuses 262 145, names included', () => {
    const sized = (bytes: number): Map<string, Uint8Array> =>
      new Map([
        ['é', new Uint8Array(8)],
        ['big', new Uint8Array(bytes - 13)],
      ]);

    expect(() => checkRecordSize(sized(262_143), limits)).not.toThrow();
    expect(() => checkRecordSize(sized(262_144), limits)).not.toThrow();
    const error = errorOf(() => checkRecordSize(sized(262_145), limits));
    expect(error.code).toBe('HTTPSESSION_LIMIT');
    expect(error.attribute).toBe('big');
    expect(error.message).toContain('262145 bytes, more than the 262144 allowed');
  });

  it('accepts a session without attributes', () => {
    expect(() => checkRecordSize(new Map(), limits)).not.toThrow();
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
