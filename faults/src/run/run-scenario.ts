import { Rehearsal } from './rehearsal.ts';
import type { Result, Scenario, Stage } from './scenario.ts';

/** Runs one scenario, and cleans up behind it. An error of the scenario itself is a violation, too. */
export async function runScenario(
  scenario: Scenario,
  { isSmall, seed }: Pick<Stage, 'isSmall' | 'seed'>,
): Promise<Result> {
  const undo: (() => Promise<void> | void)[] = [];
  const stage: Stage = {
    isSmall,
    seed,
    rehearse: () => {
      const rehearsal = new Rehearsal({ seed, isSmall });
      undo.push(() => rehearsal.close());
      return rehearsal;
    },
    undo: (action) => void undo.push(action),
  };
  try {
    return await scenario.run(stage);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { figures: [], violations: [{ rule: 'trouble', what }] };
  } finally {
    for (const action of undo.reverse()) await action();
  }
}
