import { describe, expect, it } from '@jest/globals';
import { LiveSession } from '../../src/engine/live-session.ts';
import { Residency } from '../../src/engine/residency.ts';

const sessionOf = (id: string): LiveSession =>
  new LiveSession({ id, createdAt: 0, createdMs: 0, maxInactiveSeconds: 60 });

describe('a session that comes from a store', () => {
  it('is found while it is in use, and lies in a list when it stays behind that', () => {
    const residency = new Residency(1, 'segmented');
    const live = sessionOf('a');
    residency.addReturner(live);
    expect([residency.find('a'), residency.size]).toStrictEqual([live, 1]);
    expect(residency.takeVictim()).toBeUndefined();
    residency.settle(live);
    expect([residency.find('a'), residency.size]).toStrictEqual([live, 1]);
    expect(residency.takeVictim()).toBe(live);
  });

  it('stays when an older copy of it goes', () => {
    const residency = new Residency(10, 'segmented');
    const [older, younger] = [sessionOf('a'), sessionOf('a')];
    residency.addReturner(younger);
    residency.remove(older);
    residency.settle(older);
    expect([residency.find('a'), residency.size]).toStrictEqual([younger, 1]);
    residency.remove(younger);
    expect([residency.find('a'), residency.size]).toStrictEqual([undefined, 0]);
  });
});
