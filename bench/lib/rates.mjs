import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takes } from '../servers/index.mjs';
import { roundOf } from './arithmetic.mjs';
import { logIn } from './cookies.mjs';
import { generate } from './load.mjs';
import { start } from './start.mjs';
import { MAX_STOLEN, readSteal, stolenShare } from './steal.mjs';

/**
 * Gives each load, and in each round each server, its turn: A B C, then C B A. Right before each turn
 * the first of them, bare `node:http`, has one of its own: on a machine that is shared with others,
 * only what is measured within the same seconds can be compared.
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} folder for the files of cookies
 * @param {(text: string) => void} say
 */
export async function measureRates(settings, folder, say) {
  const results = {};
  for (const load of settings.loads) {
    const runners = [];
    try {
      for (const subject of settings.subjects) {
        if (subject.isOffline || !takes(subject, load)) continue;
        runners.push(await prepare(subject, load, settings, folder));
      }
      for (const runner of runners) {
        await runner.load(settings.warmUpSeconds[runner.subject.runtime]);
      }
      for (let round = 0; round < settings.rounds; round++) {
        say(`${load}: round ${round + 1} of ${settings.rounds}`);
        const order = round % 2 === 0 ? runners : [...runners].reverse();
        for (const runner of order) runner.rounds.push(await turn(runner, runners[0], settings));
      }
      results[load] = Object.fromEntries(
        runners.map(({ subject, rounds }) => [subject.name, rounds]),
      );
    } finally {
      await Promise.all(runners.map(({ child }) => child.stop()));
    }
  }
  return results;
}

async function prepare(subject, load, settings, folder) {
  const child = start(subject, settings);
  const port = await child.ask('open');
  let cookies = '-';
  if (load !== 'create') {
    cookies = join(folder, `${subject.name}.cookies`);
    writeFileSync(cookies, `${(await logIn(port, settings.sessions)).join('\n')}\n`);
  }
  return {
    subject,
    child,
    rounds: [],
    load: (seconds) =>
      generate({
        port,
        path: `/${load}`,
        cookies,
        seconds,
        connections: settings.connections,
        core: settings.loadCore,
      }),
    /** New sessions are thrown away before each turn; httpsession, which has a limit, keeps to it. */
    async tidy() {
      if (load === 'create' && subject.keepsSessions !== false) await child.ask('reset');
    },
  };
}

/** How often a turn is taken again that the host disturbed. */
const MAX_TRIES = 5;

async function turn(runner, first, settings) {
  const isCompared = first.subject.name === 'bare' && runner !== first;
  for (let tries = 1; ; tries++) {
    const start = readSteal();
    const beside = isCompared ? await measure(first, settings) : undefined;
    const own = await measure(runner, settings);
    const stolen = stolenShare(start, readSteal());
    if (stolen <= MAX_STOLEN || tries === MAX_TRIES) return { ...own, beside, stolen, tries };
  }
}

/** What comes first is not counted: while all the others had their turns, a server has slept, and bare has not. */
async function measure(runner, { seconds, warmTurnSeconds }) {
  await runner.tidy();
  if (warmTurnSeconds > 0) await runner.load(warmTurnSeconds);
  await runner.tidy();
  const before = await runner.child.ask('usage');
  const load = await runner.load(seconds);
  const after = await runner.child.ask('usage');
  return roundOf(load, after - before);
}
