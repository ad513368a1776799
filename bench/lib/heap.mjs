import { start } from './start.mjs';

const MEASURED = ['map', 'httpsession', 'express-session', 'tomcat'];
const REHEARSAL = 2000;

/**
 * What a session with 500 characters of its own costs: the heap with so many sessions, less the
 * heap before their manager was made, divided by their number.
 * @param {import('./settings.mjs').Settings} settings
 * @param {(text: string) => void} say
 */
export async function measureHeap(settings, say) {
  const results = [];
  for (const count of settings.heapCounts) {
    for (const subject of settings.subjects.filter(({ name }) => MEASURED.includes(name))) {
      say(`heap: ${count} sessions in ${subject.name}`);
      const child = start(subject, settings);
      try {
        const before = await (subject.runtime === 'java'
          ? emptyTomcat(child)
          : emptyNode(child, count));
        await child.ask('fill', { count });
        const held = await child.ask('count');
        if (held < count) throw new Error(`${subject.name} kept ${held} sessions of ${count}`);
        const bytes = ((await child.ask('heap')) - before) / count;
        results.push({ subject: subject.name, count, bytes });
      } finally {
        await child.stop();
      }
    }
  }
  return results;
}

async function emptyNode(child, count) {
  await child.ask('rehearse', { path: '/fill', count: REHEARSAL });
  const before = await child.ask('heap');
  await child.ask('open', { sessionMax: count });
  return before;
}

/** Tomcat's manager is part of the server; what it allocates beforehand is small and not counted. */
async function emptyTomcat(child) {
  await child.ask('open');
  await child.ask('fill', { count: REHEARSAL });
  await child.ask('reset');
  return child.ask('heap');
}
