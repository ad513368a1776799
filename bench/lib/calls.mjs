import { takes } from '../servers/index.mjs';
import { logIn } from './cookies.mjs';
import { start } from './start.mjs';
import { takeTurns } from './turns.mjs';

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
/** What comes before each turn and is not counted: the turn of another server has emptied the caches. */
const WARM_TURN = 512;
/** The default of `sessionMax`. */
const FULL = 100_000;

/**
 * What one request costs a server's process without a network: through Node's own parser and the real
 * handler, over connections that are no sockets. All servers live at once, each in a process of its own on
 * the servers' core, and take short turns, each with one of bare `node:http` right before it. No kernel, no
 * generator and no wake-up is in these numbers. All are started several times, since V8 does not compile one
 * and the same code in the same way each time. A turn of new sessions begins with none but those of its warm-up, so
 * that all servers have the same to remember; what is full stays so.
 * @param {import('./settings.mjs').Settings} settings
 * @param {(text: string) => void} say
 */
export async function measureCalls(settings, say) {
  const results = {};
  for (const load of settings.loads) {
    results[load] = {};
    for (let start = 1; start <= settings.callStarts; start++) {
      say(`calls: ${load}, start ${start} of ${settings.callStarts}`);
      await addTurns(load, settings, results[load]);
    }
  }
  return results;
}

/** Adds the turns of one start to those that there are, by the names of the servers. */
async function addTurns(load, settings, turns) {
  const runners = [];
  try {
    for (const subject of settings.subjects) {
      if (!MEASURED.includes(subject.name) || !takes(subject, load)) continue;
      runners.push(await prepare(subject, load, settings));
    }
    for (const [name, taken] of Object.entries(await takeTurns(runners, settings.callTurns))) {
      (turns[name] ??= []).push(...taken);
    }
  } finally {
    await Promise.all(runners.map(({ child }) => child.stop()));
  }
}

async function prepare(subject, load, settings) {
  const child = start(subject, settings);
  const port = await child.ask('open');
  if (load !== 'create') await child.ask('carry', await logIn(port, settings.sessions));
  const drive = async (count) => ({
    cpu: (await child.ask('drive', { path: `/${load}`, count })).cpu / count,
  });
  if (subject.isFull) await child.ask('fill', { count: FULL });
  await drive(WARM_UP);
  const turn = async () => {
    if (load === 'create' && subject.keepsSessions !== false && !subject.isFull) {
      await child.ask('renew');
    }
    await drive(WARM_TURN);
    return drive(settings.callsPerTurn);
  };
  return { name: subject.name, base: 'bare', child, turn };
}
