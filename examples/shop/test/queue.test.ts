import { describe, expect, it } from '@jest/globals';
import { Queue } from '../src/limits/queue.ts';

/** Jobs that end when they are told to. */
function jobs() {
  const running: (() => void)[] = [];
  return { running, start: () => new Promise<void>((resolve) => running.push(resolve)) };
}

describe('Queue', () => {
  it('runs so many at once, the others in their order', async () => {
    const queue = new Queue({ atOnce: 2, waiting: 5 });
    const { running, start } = jobs();
    const done = [1, 2, 3, 4].map(() => queue.run(start));
    expect(running).toHaveLength(2);
    running[0]!();
    await done[0];
    await Promise.resolve();
    expect(running).toHaveLength(3);
    running[1]!();
    await done[1];
    await Promise.resolve();
    expect(running).toHaveLength(4);
    running[2]!();
    running[3]!();
    await Promise.all(done);
  });

  it('is full when too many are waiting', async () => {
    const queue = new Queue({ atOnce: 1, waiting: 1 });
    const { running, start } = jobs();
    const done = [queue.run(start), queue.run(start)];
    expect(queue.isFull).toBe(true);
    running[0]!();
    await done[0];
    await Promise.resolve();
    expect(queue.isFull).toBe(false);
    running[1]!();
    await done[1];
  });

  it('goes on after a job that failed', async () => {
    const queue = new Queue({ atOnce: 1, waiting: 1 });
    const failed = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
