import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Culling } from '../../src/engine/residency.ts';
import { requestsAtOnce, requestsInTurn } from '../support/lifecycle-scripts.ts';
import { createWorld } from '../support/lifecycle-world.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const setting = fc.record({
  sessionMax: fc.constantFrom(1, 2, 3, 5, 8, 1000),
  culling: fc.constantFrom<Culling>('segmented', 'lru', 'reject'),
  maxLifetime: fc.constantFrom(undefined, undefined, 100),
});

/** Does the same to a manager and to the model. */
function holds(commands: ReturnType<typeof requestsInTurn>, numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(setting, commands, async (one, chosen) => {
      const { model, real } = createWorld(one);
      await fc.asyncModelRun(() => ({ model, real }), chosen);
      await real.manager.close();
      expect(real.clock.pendingTimers).toBe(0);
    }),
    { numRuns },
  );
}

describe('The life of sessions, against a Map with a clock', () => {
  it('P-1 is as the model says, one request after the other', () => holds(requestsInTurn(60), 100));

  it('P-4 is as the model says, up to four requests at once', () =>
    holds(requestsAtOnce(4, 200), 200));
});
