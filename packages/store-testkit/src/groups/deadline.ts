import assert from 'node:assert/strict';
import type { SessionChange, SessionRecord } from 'httpsession';
import { keyOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Creates a record of this idle time, changes it, and checks the deadline in milliseconds from the start. */
async function check(
  subject: Subject,
  record: Pick<SessionRecord, 'maxInactiveMs' | 'expiresAt'>,
  steps: readonly (readonly [Partial<SessionChange>, number | undefined])[],
): Promise<void> {
  const { start } = subject;
  const at = (ms: number | undefined): number | undefined => (ms === undefined ? ms : start + ms);
  const { key } = await subject.created('a', { ...record, expiresAt: at(record.expiresAt) });
  for (const [parts, expected] of steps) {
    const change = subject.change('a', {
      ...parts,
      ...(parts.inUseAt === undefined ? {} : { inUseAt: start + parts.inUseAt }),
      endsAt: at(parts.endsAt),
    });
    assert.equal(await subject.store.update(key, change), 'ok');
    subject.assertDeadline((await subject.loaded(key)).expiresAt, at(expected));
  }
}

const anHour = { maxInactiveMs: HOUR, expiresAt: HOUR };
const endless = { maxInactiveMs: 0, expiresAt: undefined };

export const deadline: Group = {
  name: 'deadline',
  tests: {
    'counts the idle time of the record from the last use': async (subject) => {
      await check(subject, anHour, [
        [{ inUseAt: 10 * MINUTE }, HOUR + 10 * MINUTE],
        [{ inUseAt: 20 * MINUTE }, HOUR + 20 * MINUTE],
      ]);
    },

    'never moves it back without a new idle time': async (subject) => {
      await check(subject, anHour, [
        [{ inUseAt: 10 * MINUTE }, HOUR + 10 * MINUTE],
        [{ inUseAt: 5 * MINUTE }, HOUR + 10 * MINUTE],
        [{ inUseAt: -HOUR }, HOUR + 10 * MINUTE],
      ]);
      await subject.store.delete(keyOf('a'));
      await check(subject, { maxInactiveMs: HOUR, expiresAt: undefined }, [[{}, undefined]]);
    },

    'moves it either way for a new idle time': async (subject) => {
      await check(subject, anHour, [
        [{ maxInactiveMs: 10 * MINUTE }, 10 * MINUTE],
        [{ maxInactiveMs: 2 * HOUR, inUseAt: MINUTE }, 2 * HOUR + MINUTE],
        [{ maxInactiveMs: 10 * MINUTE, inUseAt: 2 * MINUTE }, 12 * MINUTE],
        [{ inUseAt: 30 * MINUTE }, 40 * MINUTE],
      ]);
    },

    'has none for an idle time of 0 or less': async (subject) => {
      await check(subject, anHour, [
        [{ maxInactiveMs: 0 }, undefined],
        [{ inUseAt: HOUR }, undefined],
        [{ maxInactiveMs: HOUR }, HOUR],
        [{ maxInactiveMs: -5 }, undefined],
      ]);
    },

    'adds the time of grace, at most a tenth of the idle time': async (subject) => {
      await check(subject, anHour, [
        [{ graceMs: MINUTE }, HOUR + MINUTE],
        [{ graceMs: HOUR }, HOUR + 6 * MINUTE],
        [{ graceMs: 0 }, HOUR + 6 * MINUTE],
        [{ graceMs: HOUR, maxInactiveMs: 20 * MINUTE }, 22 * MINUTE],
        [{ graceMs: MINUTE, maxInactiveMs: 20 * MINUTE }, 21 * MINUTE],
      ]);
    },

    'lets nothing outlive endsAt': async (subject) => {
      await check(subject, anHour, [
        [{ inUseAt: 10 * MINUTE, endsAt: HOUR + 5 * MINUTE }, HOUR + 5 * MINUTE],
        [{ endsAt: 30 * MINUTE }, 30 * MINUTE],
        [{ maxInactiveMs: 0, endsAt: 3 * HOUR }, 3 * HOUR],
        [{ maxInactiveMs: HOUR, endsAt: 3 * HOUR }, HOUR],
      ]);
    },

    'sets one for a session without idle time by endsAt alone': async (subject) => {
      await check(subject, endless, [
        [{}, undefined],
        [{ endsAt: 2 * HOUR }, 2 * HOUR],
        [{}, undefined],
      ]);
    },

    'is of whole milliseconds, rounded up': async (subject) => {
      const { key } = await subject.created('a', anHourOf(subject));
      const change = { maxInactiveMs: 12_345_678, graceMs: 0.25 };
      await subject.store.update(key, subject.change('a', change));
      const { expiresAt } = await subject.loaded(key);
      assert.ok(Number.isInteger(expiresAt), `a whole number, not ${expiresAt ?? 'none'}`);
      subject.assertDeadline(expiresAt, subject.start + 12_345_679);
    },

    'counts the idle time that another instance has set': async (subject) => {
      const second = await subject.second();
      const { key } = await subject.created('a');
      await second.update(key, subject.change('a', { maxInactiveMs: 2 * HOUR }));
      await subject.store.update(key, subject.change('a', { inUseAt: subject.start + MINUTE }));
      const { expiresAt } = await subject.loaded(key, second);
      subject.assertDeadline(expiresAt, subject.start + 2 * HOUR + MINUTE);
    },

    'ends a session at once when a change puts it into the past': async (subject) => {
      const { key } = await subject.created('a');
      assert.equal(await subject.store.update(key, subject.expireIn('a', -1000)), 'ok');
      await subject.assertNone(key);
      assert.equal(await subject.store.update(key, subject.expireIn('a', 60_000)), 'gone');
    },

    'stays where it is through a rename and a conflict': async (subject) => {
      const { key } = await subject.created('a', anHourOf(subject));
      await subject.store.update(key, subject.change('a', { ifVersion: 9, maxInactiveMs: MINUTE }));
      await subject.store.rename(key, keyOf('b'));
      subject.assertDeadline((await subject.loaded(keyOf('b'))).expiresAt, subject.start + HOUR);
    },
  },
};

function anHourOf({ start }: Subject): Pick<SessionRecord, 'maxInactiveMs' | 'expiresAt'> {
  return { maxInactiveMs: HOUR, expiresAt: start + HOUR };
}
