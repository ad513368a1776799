import { afterEach, describe, expect, it, jest } from '@jest/globals';
import crypto from 'node:crypto';
import { inspect } from 'node:util';
import { KeyRing } from '../../src/tracking/key-ring.ts';
import { distantStore } from '../support/distant-store.ts';
import { Lobby } from '../support/in-process-request.ts';
import { collectWarnings } from '../support/warnings.ts';

const warnings = collectWarnings();
const SECRETS = ['first-'.repeat(6), 'second'.repeat(6)];

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a signature', () => {
  it('S-8 is compared in constant time, with each of the secrets', () => {
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    const ring = new KeyRing(SECRETS);
    const signed = ring.sign('some-id');
    const flip = (at: number) => {
      const letter = signed[at] === 'A' ? 'B' : 'A';
      return signed.slice(0, at) + letter + signed.slice(at + 1);
    };
    const dot = signed.lastIndexOf('.');
    for (let at = dot + 1; at < signed.length; at += 1) {
      compare.mockClear();
      expect(ring.verify(flip(at))).toBeUndefined();
      // However early they differ, whole signatures are compared, none is skipped.
      expect(compare).toHaveBeenCalledTimes(SECRETS.length);
      for (const [a, b] of compare.mock.calls) expect(a.byteLength).toBe(b.byteLength);
    }
  });

  it('S-8 of another length is a no, and no exception', () => {
    const ring = new KeyRing(SECRETS);
    const [value = '', signature = ''] = ring.sign('some-id').split('.');
    for (let length = 0; length < 2 * signature.length; length += 1) {
      if (length === signature.length) continue;
      const text = `${value}.${(signature + signature).slice(0, length)}`;
      expect([length, ring.verify(text), ring.verifyFromUrl(text)]).toEqual([
        length,
        undefined,
        undefined,
      ]);
    }
  });
});

/** What would begin another line of a log, or paint on the terminal of who reads it. */
const DANGEROUS = ['\r', '\n', '\x1b', '\0', '\b', '\x7f', '\x9b', '\u2028', '\u202e', '\u2066'];

describe('what an attribute is called', () => {
  const names = DANGEROUS.map((text) => `cart${text}2026-01-01 admin signed in`);

  it.each(names.map((name) => [inspect(name), name]))(
    'S-54 is written on one line in errors: %s',
    (_shown, name) => {
      const { clock, store } = distantStore();
      const lobby = new Lobby({ clock, store, limits: { attributes: 2 } });
      const session = lobby.visit().request.getSession();
      const refused: (() => void)[] = [
        () => session.setAttribute(name, () => 1),
        () => session.setAttribute('a', { [name]: Symbol(name) }),
        () => session.setAttribute(name.repeat(100), 1),
        () => {
          for (const more of ['', '1', '2']) session.setAttribute(name + more, 1);
        },
      ];
      for (const call of refused) {
        let message = '';
        try {
          call();
        } catch (error) {
          ({ message } = error as Error);
        }
        expect(message).toContain('HTTPSESSION_');
        for (const text of DANGEROUS) expect(message).not.toContain(text);
      }
    },
  );

  it('S-54 is not in warnings about listeners and values', () => {
    const lobby = new Lobby({
      listeners: [
        {
          attributeAdded: () => {
            throw new Error('of a listener');
          },
        },
      ],
    });
    const session = lobby.visit().request.getSession();
    for (const name of names) session.setAttribute(name, 1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain('admin');
  });
});
