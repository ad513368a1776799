import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roundOf } from './arithmetic.mjs';
import { logIn } from './cookies.mjs';
import { generate } from './load.mjs';
import { start } from './start.mjs';

/**
 * Gives each load, and in each round each server, its turn: A B C, then C B A, so that a machine
 * that grows slower or faster meanwhile does so for all.
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
        runners.push(await prepare(subject, load, settings, folder));
      }
      for (const runner of runners) {
        await runner.load(settings.warmUpSeconds[runner.subject.runtime]);
      }
      for (let round = 0; round < settings.rounds; round++) {
        say(`${load}: round ${round + 1} of ${settings.rounds}`);
        const order = round % 2 === 0 ? runners : [...runners].reverse();
        for (const runner of order) runner.rounds.push(await measure(runner, settings.seconds));
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

async function measure(runner, seconds) {
  await runner.tidy();
  const before = await runner.child.ask('usage');
  const load = await runner.load(seconds);
  const after = await runner.child.ask('usage');
  return roundOf(load, after - before);
}
