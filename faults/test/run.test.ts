import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runPlan } from '../src/run/run-plan.ts';
import type { Rehearsal } from '../src/run/rehearsal.ts';
import type { Scenario, Stage } from '../src/run/scenario.ts';

const HOLDS = { figures: ['a figure'], violations: [] };
const never = new Promise<never>(() => {});

function scenario(id: string, run: Scenario['run'], more: Partial<Scenario> = {}): Scenario {
  return { id, title: 'one', done: 'nothing', holds: 'all', run, ...more };
}

/** Runs them, and gives for each what is wrong, and all that was said. */
async function runAll(
  scenarios: readonly Scenario[],
  { signal = new AbortController().signal, share = 1 } = {},
): Promise<{ wrong: string[][]; said: string }> {
  const said: string[] = [];
  const form = { isSmall: false, seed: 1, share, signal };
  const rows = await runPlan(scenarios, form, (line) => void said.push(line));
  const wrong = rows.map(({ result }) => result.violations.map(({ what }) => what));
  return { wrong, said: said.join('\n') };
}

describe('A run of scenarios', () => {
  it('goes on after one that fails, and gives all rows in order', async () => {
    const { wrong, said } = await runAll([
      scenario('F-1', async () => Promise.reject(new Error('no server'))),
      scenario('F-2', async () => HOLDS, { isPatient: true }),
      scenario('F-3', async () => HOLDS),
    ]);
    expect(wrong).toEqual([[expect.stringContaining('no server')], [], []]);
    expect(said).toContain('F-1 VIOLATION trouble: Error: no server');
    expect(said).toContain('F-3 holds');
  });

  it('gives up one that takes too long, and cleans up behind it', async () => {
    let rehearsal: Rehearsal | undefined;
    const { wrong } = await runAll([
      scenario(
        'F-1',
        async ({ rehearse }) => {
          rehearsal = rehearse();
          return never;
        },
        { minutes: 0.0001 },
      ),
      scenario('F-2', async () => HOLDS),
    ]);
    expect(wrong).toEqual([[expect.stringContaining('more than 0.0001 minutes')], []]);
    expect(existsSync(rehearsal?.folder ?? '/')).toBe(false);
  });

  it('lets one that was given up begin nothing more', async () => {
    const undone: string[] = [];
    let stage: Stage | undefined;
    let rehearsal: Rehearsal | undefined;
    const run = async (its: Stage): Promise<never> => {
      stage = its;
      rehearsal = its.rehearse();
      return never;
    };
    await runAll([scenario('F-1', run, { minutes: 0.0001 })]);
    expect(() => stage?.rehearse()).toThrow('over');
    await expect(rehearsal?.worker({ kind: 'none' })).rejects.toThrow('over');
    await expect(rehearsal?.load()).rejects.toThrow('over');
    // A server that was only now started.
    stage?.undo(() => void undone.push('server'));
    expect(undone).toEqual(['server']);
  });

  it('undoes the rest when something cannot be undone, and tells it', async () => {
    const undone: string[] = [];
    const { wrong } = await runAll([
      scenario('F-1', async ({ undo }) => {
        undo(() => void undone.push('first'));
        undo(() => Promise.reject(new Error('did not end')));
        undo(() => void undone.push('last'));
        return HOLDS;
      }),
    ]);
    expect(wrong).toEqual([[expect.stringContaining('did not end')]]);
    expect(undone).toEqual(['last', 'first']);
  });

  it('ends when it is interrupted: what has begun is undone, and nothing more begins', async () => {
    const interruption = new AbortController();
    const undone: string[] = [];
    const { wrong } = await runAll(
      [
        scenario('F-1', async ({ undo }) => {
          undo(() => void undone.push('server'));
          interruption.abort();
          return never;
        }),
        scenario('F-2', async () => HOLDS),
        scenario('F-3', async () => HOLDS, { isPatient: true }),
      ],
      { signal: interruption.signal },
    );
    expect(wrong).toEqual([[expect.stringContaining('interrupted')]]);
    expect(undone).toEqual(['server']);
  });

  it('does a part of what is long, and never less than the short form', async () => {
    const amounts: number[] = [];
    const one = scenario('F-1', async ({ amount }) => {
      amounts.push(amount(10, 1000), amount(3, 10));
      return HOLDS;
    });
    await runAll([one], { share: 0.1 });
    expect(amounts).toEqual([100, 3]);
  });
});
