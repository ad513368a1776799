import assert from 'node:assert/strict';
import type { BudgetedCall, RoundTripBudgets } from '../options/suite-options.ts';
import { attributesOf, keyOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

/** One ordinary call of each kind on the session of a label. All of them once, in this order, use it up. */
const CALLS: Readonly<Record<BudgetedCall, (subject: Subject, label: string) => unknown>> = {
  create: (subject, label) =>
    subject.store.create(
      subject.record(label, { principal: 'ada', expiresAt: subject.start + 60_000 }),
    ),
  load: ({ store }, label) => store.load(keyOf(label)),
  unchanged: ({ store }, label) => store.load(keyOf(label), 1),
  update: (subject, label) =>
    subject.store.update(
      keyOf(label),
      subject.change('a', {
        set: attributesOf({ cart: 'milk', count: '1' }),
        removed: new Set(['old']),
      }),
    ),
  rename: ({ store }, label) => store.rename(keyOf(label), keyOf(`${label} renamed`)),
  takeExpired: ({ store }) => store.takeExpired(10, 60_000),
  delete: ({ store }, label) => store.delete(keyOf(`${label} renamed`)),
};

/** Whether the store needs no more round trips than it says. Counted when each call was made once before. */
export function budgets(allowed: RoundTripBudgets): Group {
  return {
    name: 'round trips',
    tests: {
      'are no more than declared': async (subject) => {
        for (const call of Object.values(CALLS)) await call(subject, 'first');
        const needed: Partial<Record<BudgetedCall, number>> = {};
        for (const [name, call] of Object.entries(CALLS) as [
          BudgetedCall,
          (typeof CALLS)['load'],
        ][]) {
          needed[name] = await subject.roundTripsOf(() => call(subject, 'second'));
        }
        for (const [name, most] of Object.entries(allowed)) {
          const trips = needed[name as BudgetedCall] ?? Infinity;
          assert.ok(trips <= most, `${name} needs ${trips} round trips, and is allowed ${most}`);
        }
      },

      'of sessions with many attributes are as few': async (subject) => {
        const many = Object.fromEntries(
          Array.from({ length: 50 }, (_, number) => [`name ${number}`, 'value']),
        );
        const { store } = subject;
        for (const call of Object.values(CALLS)) await call(subject, 'first');
        const { key } = await subject.created('many', { attributes: attributesOf(many) });
        const load = await subject.roundTripsOf(() => store.load(key));
        assert.ok(load <= (allowed.load ?? Infinity), `load needs ${load} round trips`);
        const change = subject.change('a', { set: attributesOf(many), removed: new Set(['none']) });
        const update = await subject.roundTripsOf(() => store.update(key, change));
        assert.ok(update <= (allowed.update ?? Infinity), `update needs ${update} round trips`);
      },
    },
  };
}
