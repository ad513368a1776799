import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SessionOptions } from 'httpsession';
import { createIdGenerator } from '../../src/tracking/session-id.ts';
import { distantStore } from '../support/distant-store.ts';
import { Lobby } from '../support/in-process-request.ts';

const GUESSES = 10_000;
const reasons = new Map<string, number>();
const count = (message: unknown): void => {
  const { why } = message as { why: string };
  reasons.set(why, (reasons.get(why) ?? 0) + 1);
};

beforeEach(() => {
  reasons.clear();
  subscribe('httpsession:unknownId', count);
});

afterEach(() => {
  unsubscribe('httpsession:unknownId', count);
});

/** Tries so many ids, and gives how many sessions were found. */
async function guess(lobby: Lobby, makeGuess: () => string): Promise<number> {
  let found = 0;
  for (let i = 0; i < GUESSES; i += 100) {
    const visits = Array.from({ length: 100 }, () => lobby.visit(makeGuess()));
    await new Promise((resolve) => setImmediate(resolve));
    for (const { request, response } of visits) {
      if (request.getSession(false) !== null) found += 1;
      response.end();
    }
    await Promise.all(visits.map((visit) => visit.settle()));
  }
  return found;
}

describe('ten thousand guesses', () => {
  const wellFormed = () => randomBytes(24).toString('base64url');
  const malformed = () => `${wellFormed()}!`;

  it.each<[string, SessionOptions, () => string, string, number]>([
    ['of well-formed ids', {}, wellFormed, 'unknown', GUESSES],
    ['of malformed ids', {}, malformed, 'malformed', 0],
    [
      'of ids without a signature',
      { secrets: ['0123456789abcdef'.repeat(2)] },
      wellFormed,
      'signature',
      0,
    ],
  ])(
    'S-6 %s are counted, and make nothing',
    async (_what, options, makeGuess, why, loads) => {
      const { clock, store } = distantStore();
      const lobby = new Lobby({ ...options, clock, store });
      expect(await guess(lobby, makeGuess)).toBe(0);
      expect([...reasons]).toEqual([[why, GUESSES]]);
      expect(lobby.manager.metrics).toMatchObject({
        createdSessions: 0,
        activeSessions: 0,
        unknownIds: loads,
        malformedIds: GUESSES - loads,
      });
      // What is no id, or is not signed, never reaches a store; what reaches it is asked for once.
      expect(store.calls.filter(({ method }) => method !== 'takeExpired')).toHaveLength(loads);
      expect(store.count('load')).toBe(loads);
    },
    30_000,
  );
});

describe('a million ids', () => {
  it('S-4 S1-11 are all different, and each place holds each character equally often', () => {
    const total = 1_000_000;
    const generate = createIdGenerator();
    const seen = new Set<string>();
    const counts = Array.from({ length: 32 }, () => new Uint32Array(128));
    for (let i = 0; i < total; i += 1) {
      const id = generate();
      seen.add(id);
      for (let place = 0; place < 32; place += 1) counts[place]![id.charCodeAt(place)]! += 1;
    }
    expect(seen.size).toBe(total);
    const expected = total / 64;
    for (const ofPlace of counts) {
      const used = [...ofPlace].filter((times) => times > 0);
      expect(used).toHaveLength(64);
      const chiSquare = used.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
      // With 63 degrees of freedom a fair source exceeds this once in 10^9 times.
      expect(chiSquare).toBeLessThan(156);
    }
  }, 60_000);
});
