import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DeadlineHeap } from '../../src/store/deadline-heap.ts';

class Member {
  place = -1;
  dueAt: number;
  constructor(dueAt: number) {
    this.dueAt = dueAt;
  }
}

function takeAll(heap: DeadlineHeap<Member>, now: number): number[] {
  const taken: number[] = [];
  for (let next = heap.takeDue(now); next !== undefined; next = heap.takeDue(now)) {
    taken.push(next.dueAt);
  }
  return taken;
}

describe('DeadlineHeap', () => {
  it('gives what is due, the longest due first, and keeps the rest', () => {
    const heap = new DeadlineHeap<Member>();
    for (const dueAt of [5, 1, 4, 2, 3]) heap.add(new Member(dueAt));

    expect(takeAll(heap, 3)).toStrictEqual([1, 2, 3]);
    expect(heap.size).toBe(2);
  });

  it('lets members leave from anywhere, also twice, also when they never were in', () => {
    const deadlines = fc.array(fc.nat(50), { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(deadlines, fc.array(fc.nat(19), { maxLength: 10 }), (start, leavers) => {
        const heap = new DeadlineHeap<Member>();
        const members = start.map((dueAt) => new Member(dueAt));
        for (const member of members) heap.add(member);
        for (const at of leavers) heap.remove(members[at] as Member);
        heap.remove(new Member(1));

        const rest = members.filter((_, at) => !leavers.includes(at)).map(({ dueAt }) => dueAt);
        expect(takeAll(heap, 100)).toStrictEqual(rest.sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('follows deadlines that move, however they move', () => {
    const moves = fc.array(fc.tuple(fc.nat(9), fc.nat(50)));
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 10, maxLength: 10 }), moves, (start, moved) => {
        const heap = new DeadlineHeap<Member>();
        const members = start.map((dueAt) => new Member(dueAt));
        for (const member of members) heap.add(member);
        for (const [at, dueAt] of moved) {
          const member = members[at] as Member;
          member.dueAt = dueAt;
          heap.add(member);
        }

        const due = members.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt <= 25);
        expect(takeAll(heap, 25)).toStrictEqual(due.sort((a, b) => a - b));
        expect(heap.size).toBe(members.length - due.length);
      }),
    );
  });
});
