import { describe, expect, it } from '@jest/globals';
import { sign } from 'cookie-signature';
import fc from 'fast-check';
import { OptionError } from '../../src/common/errors.ts';
import { KeyRing } from '../../src/tracking/key-ring.ts';

const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map(
  (name) => `${name}-0123456789abcdefghijklmnopqrstuv`,
);
const ID = 'abcdefghijklmnopqrstuvwxyz012345';

const ring = (...secrets: (string | undefined)[]) => new KeyRing(secrets as string[]);

describe('KeyRing', () => {
  it('S-30 verifies what it signed, the first time and every time', () => {
    const keys = ring(NEW);
    const text = keys.sign(ID);
    expect([keys.verify(text), keys.verify(text), keys.verify(text)]).toEqual([ID, ID, ID]);
  });

  it('S-30 signs a route along with its id', () => {
    const keys = ring(NEW);
    const text = keys.sign(`${ID}.node1`);
    expect(keys.verify(text)).toBe(`${ID}.node1`);
    expect(keys.verify(text.replace('node1', 'node2'))).toBeUndefined();
  });

  it('writes the format of cookie-signature', () => {
    expect(ring(NEW, OLD).sign(ID)).toBe(sign(ID, NEW!));
  });

  it.each([
    ['the same keys', [NEW, OLD], true],
    ['the keys in another order', [OLD, NEW], true],
    ['a new key in front', [OTHER, NEW, OLD], true],
    ['the signing key removed', [OLD], false],
    ['all keys replaced', [OTHER], false],
  ])('S-30 with %s a signature is good: %s %s', (_what, secrets, good) => {
    const text = ring(NEW, OLD).sign(ID);
    expect(ring(...secrets).verify(text)).toBe(good ? ID : undefined);
  });

  it.each([
    ['an unsigned id', ID],
    ['an unsigned id with a route', `${ID}.node1`],
    ['an empty signature', `${ID}.`],
    ['a signature alone', ring(NEW).sign(ID).slice(ID.length)],
    ['nothing', ''],
    ['a dot', '.'],
    ['a signature cut short', ring(NEW).sign(ID).slice(0, -1)],
    ['a signature with more behind', `${ring(NEW).sign(ID)}=`],
    ['a signature of another id', `x${ring(NEW).sign(ID)}`],
    ['a signature in another case', ring(NEW).sign(ID).toUpperCase()],
    ['a signature of 16 KiB', `${'a'.repeat(16_384)}${ring(NEW).sign(ID)}`],
    ['characters beyond ASCII', `${ring(NEW).sign(ID).slice(0, -1)}Ā`],
  ])('S-30 refuses %s', (_what, text) => {
    const keys = ring(NEW);
    expect(keys.verify(text)).toBeUndefined();
    expect(keys.verify(text)).toBeUndefined();
  });

  it('S-30 does no work for what is longer than the longest id with the longest route', () => {
    const keys = ring(NEW);
    const [longest, longer] = ['a'.repeat(161), 'a'.repeat(162)];
    expect(keys.verify(keys.sign(longest))).toBe(longest);
    expect(keys.verify(keys.sign(longer))).toBeUndefined();
  });

  it('S-30 refuses a signature made for another cookie', () => {
    const text = new KeyRing([NEW!], 'SID').sign(ID);
    expect(new KeyRing([NEW!], 'SID').verify(text)).toBe(ID);
    expect(new KeyRing([NEW!], 'JSESSIONID').verify(text)).toBeUndefined();
    expect(ring(NEW).verify(text)).toBeUndefined();
  });

  it('S-30 never takes one text for another that looks like it in one byte', () => {
    const keys = ring(NEW);
    const text = keys.sign('\u0141bcdefgh');
    expect(keys.verify(text)).toBe('\u0141bcdefgh');
    expect(keys.verify(text.replace('\u0141', 'A'))).toBeUndefined();
  });

  it('S-30 in a URL has no character that needs an escape', () => {
    const keys = ring(NEW);
    const plain = /^[\w.-]+$/;
    for (let i = 0; i < 200; i += 1) {
      const text = keys.signForUrl(`${ID}${i}.node-1_`);
      expect(text).toMatch(plain);
      expect(keys.verifyFromUrl(text)).toBe(`${ID}${i}.node-1_`);
    }
  });

  it('S-30 has one text per signature in a URL, and the id in it untouched', () => {
    const keys = ring(NEW);
    const id = Array.from({ length: 1000 }, (_, i) => `id-with_both-${i}`).find(
      (candidate) => keys.sign(candidate).includes('+') && keys.sign(candidate).includes('/'),
    )!;
    expect(keys.verifyFromUrl(keys.signForUrl(id))).toBe(id);
    expect(keys.verifyFromUrl(keys.sign(id))).toBeUndefined();
    expect(keys.verify(keys.signForUrl(id))).toBeUndefined();
    expect(keys.verifyFromUrl(id)).toBeUndefined();
  });

  it('S-30 refuses every other text, whatever it is', () => {
    const keys = ring(NEW, OLD);
    const good = keys.sign(ID);
    const changed = fc
      .tuple(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }))
      .map(([at, char]) => good.slice(0, at) + char + good.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(changed, fc.string({ maxLength: 250 })), (text) => {
        expect(keys.verify(text)).toBe(text === good ? ID : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown]>([
    ['none', []],
    ['no list', NEW],
    ['nothing', undefined],
    ['a number', [42]],
    ['31 bytes', ['0123456789abcdef0123456789abcde']],
    ['an empty one', ['']],
    ['a short one behind a good one', [NEW, 'short']],
    ['one character repeated', ['a'.repeat(64)]],
    ['one emoji repeated', ['\u{1f511}'.repeat(16)]],
  ])('S-30 refuses to start with secrets that are %s', (_what, secrets) => {
    const start = () => new KeyRing(secrets as string[]);
    expect(start).toThrow(OptionError);
    expect(start).toThrow(expect.objectContaining({ option: 'secrets' }));
  });

  it('S-30 counts a secret in bytes of UTF-8', () => {
    expect(() => ring('0123456789abcdef0123456789abcdef')).not.toThrow();
    expect(() => ring('äöüßÄÖÜéèêàâîôûç')).not.toThrow();
  });

  it('S-30 shows no secret when it refuses one', () => {
    expect(() => ring('hunter2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
