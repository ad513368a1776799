import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OptionError } from '../../src/common/errors.ts';
import {
  createIdGenerator,
  formatWireId,
  isWellFormedId,
  isWellFormedRoute,
  parseWireId,
  verifyIdGenerator,
} from '../../src/tracking/session-id.ts';

const ID = 'abcdefghijklmnopqrstuvwxyzABCD-_';

describe('isWellFormedId', () => {
  it.each([
    [15, false],
    [16, true],
    [31, true],
    [32, true],
    [33, true],
    [128, true],
    [129, false],
  ])('S-5 judges an id of %d characters', (length, expected) => {
    expect(isWellFormedId('a'.repeat(length))).toBe(expected);
  });

  it('takes exactly the characters of base64url', () => {
    const accepted = Array.from({ length: 0x200 }, (_, code) => String.fromCharCode(code))
      .filter((char) => isWellFormedId(char.repeat(16)))
      .join('');
    expect(accepted).toBe('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz');
  });

  it.each(['null', 'undefined', '[object Object]', '0', 'true', '', `${ID} `, `${ID}\n`])(
    'refuses %j',
    (text) => {
      expect(isWellFormedId(text)).toBe(false);
    },
  );
});

describe('parseWireId', () => {
  it('S-5 takes the route off an id', () => {
    expect(parseWireId(`${ID}.node1`)).toEqual({ id: ID, route: 'node1' });
    expect(parseWireId(ID)).toEqual({ id: ID, route: undefined });
  });

  it.each(['..', '.', '.a.b', '.a ', './', `.${'r'.repeat(33)}`, `.${'r'.repeat(10_240)}`, '.ä'])(
    'S-5 refuses an id with the route %j',
    (suffix) => {
      expect(parseWireId(ID + suffix)).toBeUndefined();
    },
  );

  it('S-5 refuses a route without a good id', () => {
    expect(parseWireId('.node1')).toBeUndefined();
    expect(parseWireId('short.node1')).toBeUndefined();
  });

  it('reads what formatWireId writes', () => {
    const text = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from(ID)), minLength, maxLength });
    fc.assert(
      fc.property(text(16, 128), fc.option(text(1, 32), { nil: undefined }), (id, route) => {
        expect(parseWireId(formatWireId(id, route))).toEqual({ id, route });
      }),
    );
  });
});

describe('isWellFormedRoute', () => {
  it.each([
    ['', false],
    ['a', true],
    ['r'.repeat(32), true],
    ['r'.repeat(33), false],
    ['a.b', false],
  ])('judges %j', (route, expected) => {
    expect(isWellFormedRoute(route)).toBe(expected);
  });
});

describe('createIdGenerator', () => {
  it('S-5 makes ids of 32 characters with no part in common', () => {
    const generate = createIdGenerator();
    const ids = Array.from({ length: 2000 }, generate);
    expect(new Set(ids).size).toBe(2000);
    for (const id of ids) expect([isWellFormedId(id), id.length]).toEqual([true, 32]);
    for (let position = 0; position < 32; position += 1) {
      expect(new Set(ids.map((id) => id[position])).size).toBe(64);
    }
  });

  it('S-4 S3-34 spends every random byte once', () => {
    const seen: string[] = [];
    const generate = createIdGenerator((bytes) => {
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor(Math.random() * 256);
      for (let i = 0; i < bytes.length; i += 24) {
        seen.push(bytes.toString('base64url', i, i + 24));
      }
    });
    const ids = [generate()];
    while (ids.length < seen.length) ids.push(generate());
    expect([...ids].sort()).toEqual([...seen].sort());
  });

  it.each([
    ['zeros', (bytes: Buffer) => bytes.fill(0)],
    ['a constant', (bytes: Buffer) => bytes.fill(0x5a)],
    ['nothing', () => undefined],
    ['too little', (bytes: Buffer) => bytes.fill(crypto.randomUUID(), 0, 100)],
  ])('S-4 makes no id from a source that gives %s', (_what, fill) => {
    const generate = createIdGenerator(fill);
    expect(generate).toThrow(expect.objectContaining({ code: 'HTTPSESSION_ID_GENERATOR' }));
    expect(generate).toThrow(expect.objectContaining({ code: 'HTTPSESSION_ID_GENERATOR' }));
  });

  it('S-4 fails as the source fails, each time, and works again with it', () => {
    let broken = true;
    const generate = createIdGenerator((bytes) => {
      if (broken) throw new Error('no entropy');
      return crypto.getRandomValues(bytes);
    });
    expect(generate).toThrow('no entropy');
    expect(generate).toThrow('no entropy');
    broken = false;
    expect(isWellFormedId(generate())).toBe(true);
  });
});

describe('verifyIdGenerator', () => {
  it('S-4 S2-24 accepts a good generator', () => {
    expect(() => verifyIdGenerator(createIdGenerator())).not.toThrow();
  });

  it('S-4 accepts one that returns ids of other lengths', () => {
    let count = 1e15;
    expect(() => verifyIdGenerator(() => String((count += 1)))).not.toThrow();
  });

  let countdown = 0;
  it.each<[string, unknown]>([
    ['no function', 'id'],
    ['numbers', () => 1234567890123456],
    ['nothing', () => undefined],
    ['short ids', () => Math.random().toString(36).slice(2, 10)],
    ['ids with a dot', () => `${ID}.${Math.random().toString(36).slice(2)}`],
    ['always the same', () => ID],
    ['one id twice', () => `prefix-of-sixteen-${String((countdown += 1) % 999)}`],
  ])('S-4 refuses a generator that returns %s', (_what, generator) => {
    expect(() => verifyIdGenerator(generator as () => string)).toThrow(OptionError);
    expect(() => verifyIdGenerator(generator as () => string)).toThrow(
      expect.objectContaining({ option: 'idGenerator' }),
    );
  });
});
