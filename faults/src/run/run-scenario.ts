import { Rehearsal } from './rehearsal.ts';
import type { Result, Scenario, Stage } from './scenario.ts';

/** How the scenarios of one run are run. */
export interface Form extends Pick<Stage, 'isSmall' | 'seed'> {
  /** How much of the whole form: 1 is all of it. */
  readonly share: number;
  /** Ends the run: what is begun is undone. */
  readonly signal: AbortSignal;
}

/** After how many minutes a scenario is given up. */
const MINUTES = { small: 3, whole: 10 };

type Undo = () => Promise<void> | void;

/** Runs one scenario, and cleans up behind it. An error of the scenario itself is a violation, too. */
export async function runScenario(
  scenario: Scenario,
  form: Form,
  note: (progress: string) => void,
): Promise<Result> {
  const undos: Undo[] = [];
  let isOver = false;
  const stage: Stage = {
    ...form,
    note,
    amount: (small, whole) =>
      form.isSmall ? small : Math.max(small, Math.round(whole * form.share)),
    rehearse: () => {
      if (isOver) throw new Error('The scenario is over');
      const rehearsal = new Rehearsal(stage);
      undos.push(() => rehearsal.close());
      return rehearsal;
    },
    // One that was given up may only now have what is to be undone.
    undo: (action) => void (isOver ? tryUndo(action) : undos.push(action)),
  };
  const result = await withinTime(scenario, stage, form).catch((error: unknown) => trouble(error));
  isOver = true;
  const left: Result[] = [];
  for (const undo of undos.reverse()) left.push(...(await tryUndo(undo)));
  return {
    figures: result.figures,
    violations: [result, ...left].flatMap(({ violations }) => violations),
  };
}

/** Gives a scenario up that takes too long, or that nobody wants any more. It is told by what it uses. */
async function withinTime(scenario: Scenario, stage: Stage, form: Form): Promise<Result> {
  const minutes = form.isSmall ? MINUTES.small : (scenario.minutes ?? MINUTES.whole);
  let giveUp: (why: string) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (why) => reject(new Error(why));
  });
  const stop = (): void => giveUp('It was interrupted');
  const timer = setTimeout(() => giveUp(`It took more than ${minutes} minutes`), minutes * 60_000);
  form.signal.addEventListener('abort', stop);
  try {
    return await Promise.race([scenario.run(stage), givenUp]);
  } finally {
    clearTimeout(timer);
    form.signal.removeEventListener('abort', stop);
  }
}

async function tryUndo(undo: Undo): Promise<Result[]> {
  try {
    await undo();
    return [];
  } catch (error) {
    return [trouble(error)];
  }
}

function trouble(error: unknown): Result {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { figures: [], violations: [{ rule: 'trouble', what }] };
}
