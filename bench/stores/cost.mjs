import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { logIn } from '../lib/cookies.mjs';
import { start } from '../lib/start.mjs';

/**
 * What requests on a store cost: CPU of the server's process, and time, both a request, with 64 under way.
 * All servers live at once and take short turns; requests come over no network, questions to a store
 * over a real connection.
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 * @param {any} settings
 * @param {any} services
 * @param {(text: string) => void} say
 */
export async function measureCost(subjects, settings, services, say) {
  const results = {};
  for (const load of settings.loads) {
    const runners = [];
    try {
      for (const subject of subjects) {
        say(`stores: ${load}, ${subject.name}`);
        runners.push(await prepare(subject, load, settings, services));
      }
      for (let turn = 0; turn < settings.turns; turn++) {
        const order = turn % 2 === 0 ? runners : [...runners].reverse();
        for (const { turns, child } of order) {
          const { cpu, micros } = await child.ask('drive', {
            path: `/${load}`,
            count: settings.perTurn,
          });
          turns.push({ cpu: cpu / settings.perTurn, micros: micros / settings.perTurn });
        }
      }
      results[load] = Object.fromEntries(runners.map(({ name, turns }) => [name, turns]));
    } finally {
      await Promise.all(runners.map(({ child }) => child.stop()));
    }
  }
  return results;
}

async function prepare({ name, service }, load, settings, services) {
  const child = start({ name: `stores/${name}`, runtime: 'node' }, settings);
  const port = await child.ask('open', {
    ...(service === undefined ? {} : { url: services[service].url }),
    ...(name === 'lmdb' ? { folder: mkdtempSync(join(settings.folder, 'lmdb-')) } : {}),
  });
  if (load !== 'create') await child.ask('carry', await logIn(port, settings.sessions));
  for (let done = 0; done < settings.warmUp; done += settings.perTurn) {
    await child.ask('drive', { path: `/${load}`, count: settings.perTurn });
  }
  return { name, child, turns: [] };
}
