import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { logIn } from '../lib/cookies.mjs';
import { start } from '../lib/start.mjs';
import { takeTurns } from '../lib/turns.mjs';

/** What comes before each turn and is not counted: the turn of another server has emptied the caches. */
const WARM_TURN = 256;

/**
 * What requests on a store cost: CPU of the server's process, and time, both a request, with 64 under way.
 * The servers that have the same floor live at once and take short turns, each with one of the floor right before it:
 * the fewer live, the more a turn finds of its own in the caches, as a server does that has its core for itself. Requests
 * come over no network, questions to a store over a real connection.
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 * @param {any} settings
 * @param {any} services
 * @param {(text: string) => void} say
 */
export async function measureCost(subjects, settings, services, say) {
  const results = {};
  const floors = new Set(subjects.map(({ floor }) => floor));
  for (const load of settings.loads) {
    results[load] = {};
    for (const floor of floors) {
      const group = subjects.filter((subject) => subject.floor === floor);
      say(`stores: ${load}, ${group.map(({ name }) => name).join(', ')}`);
      for (const { name } of group) results[load][name] = [];
      // A process that is slow by chance, by what V8 has learned in it, stays so: others are started.
      for (let nth = 0; nth < settings.starts; nth++) {
        const turns = await turnsOf(group, load, settings, services);
        for (const { name } of group) results[load][name].push(...turns[name]);
      }
    }
  }
  return results;
}

async function turnsOf(group, load, settings, services) {
  const runners = [];
  try {
    for (const subject of group) runners.push(await prepare(subject, load, settings, services));
    return await takeTurns(runners, settings.turns);
  } finally {
    await Promise.all(runners.map(({ child }) => child.stop()));
  }
}

async function prepare({ name, service, floor }, load, settings, services) {
  const child = start({ name: `stores/${name}`, runtime: 'node' }, settings);
  const port = await child.ask('open', {
    ...(service === undefined ? {} : { url: services[service].url }),
    ...(name.startsWith('lmdb') ? { folder: mkdtempSync(join(settings.folder, 'lmdb-')) } : {}),
  });
  if (load !== 'create') await child.ask('carry', await logIn(port, settings.sessions));
  const drive = async (count) => {
    const { cpu, micros } = await child.ask('drive', { path: `/${load}`, count });
    return { cpu: cpu / count, micros: micros / count };
  };
  await drive(settings.warmUp);
  const turn = async () => {
    await drive(WARM_TURN);
    return drive(settings.perTurn);
  };
  return { name, base: floor, child, turn };
}
