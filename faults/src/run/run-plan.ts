import { type Form, runScenario } from './run-scenario.ts';
import type { Result, Scenario } from './scenario.ts';
import type { Row } from './table.ts';

/** So many lines of what is wrong are enough to see what it is. */
const MOST_LINES = 10;
/** How often a scenario that takes long tells how far it is. */
const TELL_MS = 30_000;
/** So many that mostly wait are run at a time. */
const LANES = 4;

/** Runs scenarios, and gives their rows in the same order. None that fails stops another. */
export async function runPlan(
  scenarios: readonly Scenario[],
  form: Form,
  say: (line: string) => void,
): Promise<Row[]> {
  const rows = new Map<Scenario, Row>();
  const next = async (queue: Scenario[]): Promise<void> => {
    for (;;) {
      const scenario = form.signal.aborted ? undefined : queue.shift();
      if (scenario === undefined) return;
      rows.set(scenario, await runOne(scenario, form, say));
    }
  };
  const patient = scenarios.filter(({ isPatient }) => isPatient === true);
  await next(scenarios.filter((scenario) => !patient.includes(scenario)));
  await Promise.all(Array.from({ length: LANES }, () => next(patient)));
  return scenarios.flatMap((scenario) => rows.get(scenario) ?? []);
}

async function runOne(scenario: Scenario, form: Form, say: (line: string) => void): Promise<Row> {
  const { id, title } = scenario;
  say(`${id} ${title}`);
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  let progress = 'begins';
  const timer = setInterval(() => say(`  ${id} ${seconds().toFixed(0)} s: ${progress}`), TELL_MS);
  const result = await runScenario(scenario, form, (text) => (progress = text));
  clearInterval(timer);
  report(result, id, say);
  return { scenario, result, seconds: seconds() };
}

function report({ figures, violations }: Result, id: string, say: (line: string) => void): void {
  for (const figure of figures) say(`  ${id} ${figure}`);
  for (const { rule, what } of violations.slice(0, MOST_LINES))
    say(`  ${id} VIOLATION ${rule}: ${what}`);
  say(`  ${id} ${violations.length === 0 ? 'holds' : `${violations.length} violations`}`);
}
