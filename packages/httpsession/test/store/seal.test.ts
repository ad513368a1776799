import { describe, expect, it } from '@jest/globals';
import { OptionError } from '../../src/common/errors.ts';
import { IdSealer } from '../../src/store/seal.ts';

const OLD = 'old secret of at least 32 bytes length';
const NEW = 'new secret of at least 32 bytes length';
const ID = 'abcdefghijklmnopqrstuvwxyzABCD-_';

describe('IdSealer', () => {
  it('R25 opens what it sealed', () => {
    const sealer = new IdSealer([NEW]);

    expect(sealer.open(sealer.seal(ID, 'uid'), 'uid')).toBe(ID);
    expect(sealer.open(sealer.seal('', 'uid'), 'uid')).toBe('');
    expect(sealer.open(sealer.seal('ä', 'ü'), 'ü')).toBe('ä');
  });

  it('S-7 does not show the id, nor that two are the same', () => {
    const sealer = new IdSealer([NEW]);
    const [one, two] = [sealer.seal(ID, 'uid'), sealer.seal(ID, 'uid')];

    expect(Buffer.from(one).includes(ID)).toBe(false);
    expect(Buffer.compare(one, two)).not.toBe(0);
  });

  it('opens with every secret and seals with the first', () => {
    const before = new IdSealer([OLD]);
    const during = new IdSealer([NEW, OLD]);
    const after = new IdSealer([NEW]);

    expect(during.open(before.seal(ID, 'uid'), 'uid')).toBe(ID);
    expect(after.open(during.seal(ID, 'uid'), 'uid')).toBe(ID);
    expect(after.open(before.seal(ID, 'uid'), 'uid')).toBeUndefined();
  });

  it('S-29 does not open what was moved into the record of another session', () => {
    const sealer = new IdSealer([NEW]);

    expect(sealer.open(sealer.seal(ID, 'uid'), 'other')).toBeUndefined();
  });

  it('does not open what was changed, at whichever byte, or cut', () => {
    const sealer = new IdSealer([NEW, OLD]);
    const sealed = sealer.seal(ID, 'uid');

    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(sealer.open(changed, 'uid')).toBeUndefined();
      expect(sealer.open(sealed.subarray(0, at), 'uid')).toBeUndefined();
    }
    expect(sealer.open(Buffer.concat([sealed, Buffer.alloc(1)]), 'uid')).toBeUndefined();
  });

  it('refuses to be made without a secret', () => {
    expect(() => new IdSealer([])).toThrow(OptionError);
  });
});
