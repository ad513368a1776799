import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NumberHeap } from '../../src/engine/number-heap.ts';

/** Takes all numbers out of a heap. */
function drain(heap: NumberHeap): number[] {
  const taken: number[] = [];
  for (let next = heap.peek(); next !== undefined; next = heap.peek()) {
    taken.push(next);
    heap.pop();
  }
  return taken;
}

const ascending = (a: number, b: number): number => a - b;
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());

describe('NumberHeap', () => {
  it('gives numbers back in the order of a sort', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60, size: 'max' }), (numbers) => {
        const heap = new NumberHeap();
        for (const one of numbers) heap.push(one);
        expect(drain(heap)).toEqual(numbers.toSorted(ascending));
      }),
    );
  });

  it('shows the smallest while numbers come and go', () => {
    const operation = fc.option(number, { nil: 'pop' as const, freq: 2 });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80, size: 'max' }), (operations) => {
        const heap = new NumberHeap();
        let sorted: number[] = [];
        for (const one of operations) {
          if (one === 'pop') {
            heap.pop();
            sorted = sorted.slice(1);
          } else {
            heap.push(one);
            sorted = [...sorted, one].sort(ascending);
          }
          expect(heap.peek()).toBe(sorted[0]);
        }
      }),
    );
  });

  it('is empty at first, after the last number and after it was cleared', () => {
    const heap = new NumberHeap();
    expect(heap.peek()).toBeUndefined();
    heap.pop();
    heap.push(7);
    heap.pop();
    expect(heap.peek()).toBeUndefined();
    heap.push(8);
    heap.clear();
    expect(heap.peek()).toBeUndefined();
  });
});
