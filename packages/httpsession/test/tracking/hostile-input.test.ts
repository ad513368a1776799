import { describe, expect, it } from '@jest/globals';
import { forwardedProto } from '../../src/tracking/forwarded.ts';
import { IdTracking } from '../../src/tracking/id-tracking.ts';
import { KeyRing } from '../../src/tracking/key-ring.ts';
import { pathPattern } from '../../src/tracking/path-pattern.ts';
import { headerTracker } from '../../src/tracking/tracker.ts';
import { expectLinearTime } from '../support/linear-time.ts';

const keyRing = new KeyRing(['0123456789abcdef0123456789abcdefgh'], 'JSESSIONID');
const trackers = [headerTracker('X-Session')];

function trackingWith(ring: KeyRing | undefined): IdTracking {
  return new IdTracking({
    cookieName: 'JSESSIONID',
    isUrlTracked: true,
    trackers,
    keyRing: ring,
    route: 'n1',
  });
}

const signed = trackingWith(keyRing);
const unsigned = trackingWith(undefined);

/** Everything in this floor that reads what a client or a proxy sent. */
const readers: Record<string, (text: string) => unknown> = {
  'Cookie, signed': (text) => signed.find({ cookie: `JSESSIONID=${text}` }, undefined),
  'Cookie, unsigned': (text) => unsigned.find({ cookie: text }, undefined),
  'a header': (text) => signed.find({ 'x-session': text }, undefined),
  'the URL, signed': (text) => signed.find({}, text),
  'the URL, unsigned': (text) => unsigned.find({}, text),
  Forwarded: (text) => forwardedProto(text, undefined),
  'X-Forwarded-Proto': (text) => forwardedProto(undefined, text),
  'the path of a warning': pathPattern,
};

const pieces = [
  ...[
    'a',
    ' ',
    '\t',
    ';',
    ',',
    '=',
    '"',
    '""',
    '\\',
    '\\"',
    '.',
    '/',
    '//',
    '..;/',
    '%',
    '%3B',
    '\0',
  ],
  ...[
    '\u00ff',
    ';jsessionid=',
    'JSESSIONID=',
    'JSESSIONID=a;',
    'JSESSIONID="',
    '-_',
    'proto=',
    'a.b,',
  ],
];

describe.each(Object.entries(readers))('S-25 %s', (_where, read) => {
  it.each(pieces)('takes 16 KiB of %j in linear time', (piece) => {
    expectLinearTime(read, (bytes) => piece.repeat(Math.ceil(bytes / piece.length)));
  });
});

it('S-7 nothing of all that is an id that may be looked up', () => {
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(16_384 / piece.length));
    const headers = { cookie: `${text};JSESSIONID=${text}`, 'x-session': text };
    for (const tracking of [signed, unsigned]) {
      for (const found of [...tracking.find(headers, text), ...tracking.find({}, text)]) {
        expect(found.id).toBeUndefined();
      }
    }
  }
});

it.each([[7], [{}], [true], [Promise.resolve('id')], [['id']]])(
  'a tracker that finds %p is told so',
  (value) => {
    const tracker = { ...headerTracker('X-Session'), find: () => value as unknown as string };
    const tracking = new IdTracking({
      cookieName: undefined,
      isUrlTracked: false,
      trackers: [tracker],
      keyRing: undefined,
      route: undefined,
    });
    expect(() => tracking.find({}, undefined)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_BAD_ARGUMENT' }),
    );
  },
);

it('a tracker that finds null has found nothing', () => {
  const tracker = { ...headerTracker('X-Session'), find: () => null as unknown as undefined };
  const tracking = new IdTracking({
    cookieName: undefined,
    isUrlTracked: false,
    trackers: [tracker],
    keyRing,
    route: undefined,
  });
  expect(tracking.find({}, undefined)).toEqual([]);
});
