import {
  headerTracker,
  JsonCodec,
  MemoryStore,
  SessionCookieConfig,
  SessionManager,
} from 'httpsession';
import { afterEach } from '@jest/globals';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { Options } from './serve.ts';

/** Stands for whatever must not be shown to those who read errors. */
export const SECRET = 'canary-of-a-secret-that-nobody-may-read';
export const GOOD_SECRETS = [`${SECRET}-1`, `${SECRET}-2`];

let made: SessionManager[] = [];

afterEach(async () => {
  await Promise.all(made.map((manager) => manager.close()));
  made = [];
});

/** What a manager says to these options; undefined: it was made, and is closed after the test. */
export function errorOf(options: unknown): unknown {
  try {
    made.push(new SessionManager(options as Options));
    return undefined;
  } catch (error) {
    return error;
  }
}

let lastId = 0;
const goodIds = () => `generated-id-${String((lastId += 1)).padStart(12, '0')}`;
const tracker = headerTracker('X-Session');
const servletContext: Record<string, () => null> = Object.fromEntries(
  [
    'getContextPath',
    'getAttribute',
    'getAttributeNames',
    'setAttribute',
    'removeAttribute',
    'getSessionCookieConfig',
    'getSessionTimeout',
    'getEffectiveSessionTrackingModes',
    'getDefaultSessionTrackingModes',
  ].map((name) => [name, () => null]),
);

/** What each option takes, and what it does not. */
const table: { [K in keyof Required<Options>]: { good: unknown[]; bad: unknown[] } } = {
  sessionTimeout: {
    good: [0, -1, 0.5, 30, 525_600],
    bad: ['30', Number.NaN, Infinity, -Infinity, 1_800_000_000, null, [30], 30n],
  },
  sessionMax: {
    good: [1, 4096, 100_000],
    bad: [0, -1, 1.5, 16_000_001, Infinity, Number.NaN, '4096', null, {}],
  },
  culling: { good: ['segmented', 'lru', 'reject'], bad: ['LRU', '', true, null, ['lru'], 'none'] },
  cookie: {
    good: [{}, { name: 'SID', secure: true, maxAge: 60 }, new SessionCookieConfig()],
    bad: [
      null,
      'SID',
      [],
      { name: 'a b' },
      { name: '' },
      { name: 'a;b' },
      { name: 'ä' },
      { path: 'no-slash' },
      { path: '/;Domain=x' },
      { path: '/\r\nX: y' },
      { domain: 'a.com; HttpOnly' },
      { domain: '' },
      { httpOnly: 'yes' },
      { secure: 'always' },
      { sameSite: 'None; Secure' },
      { sameSite: 'none' },
      { sameSite: true },
      { maxAge: 1.5 },
      { maxAge: '60' },
      { maxAge: 3_000_000_000 },
      { partitioned: true },
      { attributes: { 'a b': 'c' } },
      { attributes: { Path: '/' } },
      { attributes: { Priority: 'High; Secure' } },
      { expires: new Date() },
      { httponly: true },
    ],
  },
  trackingModes: {
    good: [['COOKIE'], ['URL', 'COOKIE'], [tracker], ['COOKIE', tracker]],
    bad: [
      [],
      'COOKIE',
      ['SSL'],
      ['cookie'],
      [null],
      [{}],
      [{ ...tracker, find: 1 }],
      [{ ...tracker, vary: 'a b' }],
      null,
    ],
  },
  contextPath: {
    good: ['', '/shop', '/a/b', '/~me'],
    bad: ['/', 'shop', '/shop/', '//', '/a;b', '/a?b', '/a b', '/ä', '/a\r\nb', '/a#', null, 1],
  },
  servletContext: {
    good: [servletContext],
    bad: [null, {}, 'shop', [], { ...servletContext, getAttribute: 1 }],
  },
  secrets: {
    good: [GOOD_SECRETS, [SECRET]],
    bad: [[], [''], ['short'], SECRET, [SECRET, 'short'], ['a'.repeat(64)], [1], null, [null]],
  },
  route: {
    good: ['n1', 'a'.repeat(32), 'A_-9'],
    bad: ['', 'a.b', 'a b', 'a'.repeat(33), 'ä', 7, null, 'a;b'],
  },
  creation: { good: ['lazy', 'eager'], bad: ['Lazy', true, null, ''] },
  idGenerator: {
    good: [goodIds],
    bad: [
      'uuid',
      null,
      () => 'always-the-same-id-again',
      () => 'short',
      () => undefined,
      () => Promise.resolve(goodIds()),
      () => `${goodIds()}.route`,
      () => 'x'.repeat(129) + goodIds(),
    ],
  },
  store: {
    good: [new MemoryStore(), 'memory'],
    bad: [{}, null, 'redis://', [], new Map(), { create() {}, load() {} }],
  },
  codec: { good: [new JsonCodec()], bad: [{}, null, JSON, { encode() {} }, 'json'] },
  limits: {
    good: [{}, { attributes: 10 }],
    bad: [
      null,
      5,
      { attributes: 0 },
      { attributes: '5' },
      { attributes: Number.NaN },
      { nameLength: -1 },
      { sessionBytes: 1.5 },
      { attribute: 5 },
    ],
  },
  listeners: {
    good: [[], [{ sessionCreated() {} }]],
    bad: [null, {}, [null], [{}], [{ sessionCreate() {} }], [() => undefined], 'x'],
  },
  listenerErrors: { good: ['isolate', 'propagate'], bad: ['throw', true, null] },
  maxLifetime: { good: [1, 0.5, 86_400], bad: [0, -1, Number.NaN, Infinity, '60', null] },
  touchInterval: {
    good: [0, 60, 86_400],
    bad: [-1, 86_401, 60_000_000, Number.NaN, Infinity, '60', null],
  },
  maxSessionsPerPrincipal: {
    good: [1, { max: 2, onLimit: 'end-oldest' }],
    bad: [
      0,
      -1,
      1.5,
      '1',
      null,
      {},
      { max: 1 },
      { max: 0, onLimit: 'end-oldest' },
      { max: 1, onLimit: 'x' },
      { max: 1, onLimit: 'end-oldest', min: 0 },
    ],
  },
  skip: { good: [() => false], bad: ['/static', null, true, /static/, ['/static']] },
  trustProxy: {
    good: [false, 'loopback', [], ['10.0.0.0/8', '::1']],
    bad: [true, 1, '10.0.0.1', ['nowhere'], ['10.0.0.0/33'], [1], ['10.0.0.0/'], null, {}],
  },
  onError: { good: [() => undefined], bad: ['log', null, {}] },
  server: {
    good: [{}, { maxHeaderSize: 8192 }],
    bad: [null, 'x', 5, [], { maxHeaderSize: -1 }, { IncomingMessage: Map }],
  },
  clock: { good: [new FakeClock()], bad: [null, {}, Date, { now: Date.now }] },
};

/** One row for each option. */
export const optionRows = Object.entries(table).map(([option, { good, bad }]) => ({
  option,
  good,
  bad,
}));
