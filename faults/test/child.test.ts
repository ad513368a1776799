import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runSources } from '../../testing/run-sources.ts';
import { isAlive } from '../../testing/services/process-tree.ts';

describe('A process of a rehearsal', () => {
  it('ends with the one that started it, also when it was stopped (SIGSTOP)', async () => {
    const leaver = fork(join(import.meta.dirname, 'support/leaver.ts'), {
      execArgv: [...runSources],
    });
    const [pid] = (await once(leaver, 'message')) as [number];
    await once(leaver, 'exit');
    while (isAlive(pid)) await sleep(10);
    expect(isAlive(pid)).toBe(false);
  });
});
