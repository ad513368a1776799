import fc from 'fast-check';
import {
  Begin,
  type CookieChoice,
  Do,
  Finish,
  type LifecycleCommand,
  Visit,
  Wait,
} from './lifecycle-commands.ts';
import type { Step } from './lifecycle-steps.ts';
import type { Model, Real } from './lifecycle-world.ts';

const SHARED = { shared: 'object' };
const DAY_MS = 86_400_000;

const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ kind: 'getSession', create: true }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'getSession', create: false }) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'look' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'flags' },
      { kind: 'invalidate' },
      { kind: 'changeId' },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      name,
      value: fc.constantFrom<unknown>(1, 'text', SHARED, SHARED, null, undefined, false, ''),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'take' as const), name }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('setInterval' as const),
      seconds: fc.constantFrom(-1, 0, 1, 1.5, 60, 3600, 2_147_484, 2 ** 53),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('setPrincipal' as const),
      principal: fc.constantFrom('ada', 'bob', null),
    }),
  },
);

// Mostly the newest sessions, and now and then any that there has been.
const known = fc
  .oneof({ weight: 4, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(60) })
  .map((one): CookieChoice => ({ known: one }));

const cookies: fc.Arbitrary<CookieChoice[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<CookieChoice[]>([]) },
  { weight: 12, arbitrary: known.map((one) => [one]) },
  { weight: 1, arbitrary: fc.tuple(known, known).map((both) => [...both]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<CookieChoice[]>(
      [{ text: 'a-well-formed-id-that-nobody-made' }],
      [{ text: 'not an id!' }, { known: 0 }],
      [{ text: 'forged-forged-forged-forged-0000' }, { known: 1 }],
    ),
  },
);

const wait = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(0, 1, 250, 999, 1000, 1001, 1500, 20_000)
      .map((ms) => new Wait(ms, 'in time')),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(40_000, 59_999, 60_000, 60_001, 60_250)
      .map((ms) => new Wait(ms, 'in time')),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(60_000, 3_600_000, 3_600_001, 10 * DAY_MS, 30 * DAY_MS)
      .map((ms) => new Wait(ms, 'late')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-DAY_MS, -1, 1, DAY_MS).map((ms) => new Wait(ms, 'wall')),
  },
);

const finish = fc.constantFrom('end' as const, 'end' as const, 'end' as const, 'hang up' as const);

/** One request after the other, and time that passes between. */
export function requestsInTurn(maxCommands: number): fc.Arbitrary<Iterable<LifecycleCommand>> {
  const visit = fc
    .record({ cookies, steps: fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }), finish })
    .map((one) => new Visit(one));
  return fc.commands<Model, Real, false>([visit, visit, visit, wait], { maxCommands, size: 'max' });
}

/** Requests on so many lines at once, and time that passes meanwhile. */
export function requestsAtOnce(
  lines: number,
  maxCommands: number,
): fc.Arbitrary<Iterable<LifecycleCommand>> {
  const line = fc.nat(lines - 1);
  const begin = fc.tuple(line, cookies).map(([at, choices]) => new Begin(at, choices));
  const act = fc.tuple(line, step).map(([at, one]) => new Do(at, one));
  const end = fc.tuple(line, finish).map(([at, how]) => new Finish(at, how));
  return fc.commands<Model, Real, false>([begin, begin, act, act, act, act, end, wait], {
    maxCommands,
    size: 'max',
  });
}
