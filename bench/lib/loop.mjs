import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { subjects } from '../servers/index.mjs';
import { logIn } from './cookies.mjs';
import { generate } from './load.mjs';
import { start } from './start.mjs';

const REHEARSAL = 2000;
/** Making a session in the process takes about half of this; it must be over before they expire. */
const FILL_MS_PER_SESSION = 0.05;
const POLL_MS = 50;
const GIVE_UP_MS = 60_000;

/**
 * How long the event loop of a loaded server is held up while a great many sessions live, end
 * together, and are culled; beside the same load on a server without sessions, and on one with
 * a Map that a timer scans.
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} folder
 * @param {(text: string) => void} say
 */
export async function measureLoop(settings, folder, say) {
  const phases = [];
  const record = (subject, phase, values) => phases.push({ subject, phase, ...values });
  const context = { settings, folder, say, record };
  await bare(context);
  await livingOnly(context);
  await livingAndExpiring(context, 'map', { scanEveryMs: 1000 });
  const heap = await livingAndExpiring(context, 'httpsession', {
    sessionMax: settings.loopCount + settings.sessions,
  });
  await culling(context);
  return { count: settings.loopCount, phases, heap };
}

async function bare({ settings, folder, say, record }) {
  say('loop: no sessions');
  const server = await started('bare', {}, settings, folder);
  await server.load('/read', settings.loopSeconds);
  const reading = await server.delayDuring(() => server.load('/read', settings.loopSeconds));
  record('bare', 'read', reading);
  const creating = await server.delayDuring(() => server.load('/create', settings.loopSeconds));
  record('bare', 'create', creating);
  await server.child.stop();
}

/** What a heap of that size costs by itself, for nothing ever looks at these sessions. */
async function livingOnly({ settings, folder, say, record }) {
  const { loopCount: count, loopSeconds: seconds } = settings;
  say(`loop: ${count} sessions live in a Map without expiry`);
  const server = await started('map', {}, settings, folder);
  try {
    await server.child.ask('fill', { count });
    record('map-untouched', 'live', await server.delayDuring(() => server.load('/read', seconds)));
  } finally {
    await server.child.stop();
  }
}

async function livingAndExpiring({ settings, folder, say, record }, name, options) {
  const { loopCount: count, loopSeconds: seconds } = settings;
  const server = await started(name, options, settings, folder);
  try {
    await server.load('/read', seconds);
    const empty = await server.child.ask('heap');

    say(`loop: ${count} sessions live in ${name}`);
    const expireInMs = count * FILL_MS_PER_SESSION + (seconds + 10) * 1000;
    const deadline = await server.child.ask('fill', { count, expireInMs });
    record(name, 'live', await server.delayDuring(() => server.load('/read', seconds)));
    if ((await server.child.ask('count')) < count) {
      throw new Error(`${name} had fewer than ${count} sessions when all should have lived`);
    }

    say(`loop: ${count} sessions expire in ${name}`);
    record(name, 'expire', await expiry(server, deadline, settings));
    const after = await server.child.ask('heap');
    return { empty, after };
  } finally {
    await server.child.stop();
  }
}

/** Measures from just before the first session may end until all have: a longer watch would flatter. */
async function expiry(server, deadline, settings) {
  const seconds = GIVE_UP_MS / 1000;
  await wait(deadline - Date.now() - 1500);
  const stopLoad = new AbortController();
  const loaded = server.load('/read', seconds, stopLoad.signal).catch((error) => {
    if (!stopLoad.signal.aborted) throw error;
  });
  await wait(deadline - Date.now() - 200);
  let emptied = 0;
  const delay = await server.delayDuring(async () => {
    while ((await server.child.ask('count')) > settings.sessions) {
      if (Date.now() > deadline + GIVE_UP_MS - 5000) throw new Error('the sessions do not expire');
      await wait(POLL_MS);
    }
    emptied = Date.now() - deadline;
  });
  stopLoad.abort();
  await loaded;
  return { ...delay, tookMs: emptied };
}

async function culling({ settings, folder, say, record }) {
  const { loopCount: count, loopSeconds: seconds } = settings;
  say(`loop: ${count} sessions, and each new one culls another`);
  const server = await started('httpsession', { sessionMax: count }, settings, folder);
  try {
    await server.child.ask('fill', { count });
    const delay = await server.delayDuring(() => server.load('/create', seconds));
    const held = await server.child.ask('count');
    if (held > count) throw new Error(`httpsession held ${held} sessions of at most ${count}`);
    record('httpsession', 'cull', delay);
    // Those who came back before the flood must have outlived it: an error here says they did not.
    await server.load('/read', 1);
  } finally {
    await server.child.stop();
  }
}

async function started(name, options, settings, folder) {
  const subject = subjects.find((candidate) => candidate.name === name);
  const child = start(subject, settings);
  if (subject.keepsSessions !== false) {
    await child.ask('rehearse', { path: '/fill', count: REHEARSAL });
  }
  const port = await child.ask('open', options);
  const cookies = join(folder, `loop-${name}.cookies`);
  writeFileSync(cookies, `${(await logIn(port, settings.sessions)).join('\n')}\n`);
  const load = (path, seconds, signal) =>
    generate(
      {
        port,
        path,
        cookies: path === '/create' ? '-' : cookies,
        seconds,
        connections: settings.connections,
        core: settings.loadCore,
      },
      signal,
    );
  // Once, so that the sessions of the load count as those of clients that came back.
  await load('/read', 1);
  return {
    child,
    load,
    async delayDuring(work) {
      await child.ask('startDelay');
      await work();
      return child.ask('stopDelay');
    },
  };
}
