import { takes } from '../servers/index.mjs';
import { logIn } from './cookies.mjs';
import { start } from './start.mjs';

/** Those of which a server takes connections that have no socket. */
const MEASURED = [
  'bare',
  'map',
  'httpsession',
  'httpsession-full',
  'servlet',
  'controller',
  'express-session',
  'express-middlewares',
  'nest',
];
const WARM_UP = 30_000;
/** The default of `sessionMax`. */
const FULL = 100_000;

/**
 * What one request costs a server's process without a network: through Node's own parser and the real
 * handler, over connections that are no sockets. All servers live at once, each in a process of its own on
 * the servers' core, and take short turns. No kernel, no generator and no wake-up is in these numbers. Each
 * turn of new sessions begins with none, so that all servers have the same to remember; what is full stays so.
 * @param {import('./settings.mjs').Settings} settings
 * @param {(text: string) => void} say
 */
export async function measureCalls(settings, say) {
  const results = {};
  for (const load of settings.loads) {
    say(`calls: ${load}`);
    const runners = [];
    try {
      for (const subject of settings.subjects) {
        if (!MEASURED.includes(subject.name) || !takes(subject, load)) continue;
        runners.push(await prepare(subject, load, settings));
      }
      for (let turn = 0; turn < settings.callTurns; turn++) {
        const order = turn % 2 === 0 ? runners : [...runners].reverse();
        for (const runner of order) runner.turns.push(await runner.turn(settings.callsPerTurn));
      }
      results[load] = Object.fromEntries(runners.map(({ name, turns }) => [name, turns]));
    } finally {
      await Promise.all(runners.map(({ child }) => child.stop()));
    }
  }
  return results;
}

async function prepare(subject, load, settings) {
  const child = start(subject, settings);
  const port = await child.ask('open');
  if (load !== 'create') await child.ask('carry', await logIn(port, settings.sessions));
  const turn = async (count) => {
    if (load === 'create' && subject.keepsSessions !== false && !subject.isFull) {
      await child.ask('renew');
    }
    return (await child.ask('drive', { path: `/${load}`, count })).cpu / count;
  };
  if (subject.isFull) await child.ask('fill', { count: FULL });
  for (let done = 0; done < WARM_UP; done += settings.callsPerTurn) {
    await turn(settings.callsPerTurn);
  }
  return { name: subject.name, child, turns: [], turn };
}
