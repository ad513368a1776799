import { once } from 'node:events';
import { get } from 'node:http';
import { startProxy } from '../../testing/services/tcp-proxy.ts';
import { median } from '../lib/arithmetic.mjs';
import { logIn } from '../lib/cookies.mjs';
import { start } from '../lib/start.mjs';

/** So that what a connection says of itself at its beginning is over. */
const SETTLE_MS = 300;
const REQUESTS = 11;

/**
 * How often one request waits for its store, counted between them: whatever is sent before an answer
 * comes is one. The middle of a few requests, as a store may be asked for what has expired meanwhile.
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 * @param {any} settings
 * @param {any} services
 * @param {(text: string) => void} say
 */
export async function countRoundTrips(subjects, settings, services, say) {
  const counts = {};
  for (const subject of subjects) {
    if (subject.service === undefined) continue;
    say(`stores: round trips, ${subject.name}`);
    counts[subject.name] = await countOf(subject, settings, services[subject.service]);
  }
  return counts;
}

async function countOf({ name }, settings, service) {
  const proxy = await startProxy(service.port);
  const url = service.url.replace(`:${service.port}`, `:${proxy.port}`);
  const child = start({ name: `stores/${name}`, runtime: 'node' }, settings);
  try {
    const port = await child.ask('open', { url });
    const [cookie] = await logIn(port, 1);
    const trips = {};
    for (const load of settings.loads) {
      const path = `/${load}`;
      const headers = load === 'create' ? {} : { cookie };
      await ask(port, path, headers);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const each = [];
      for (let nth = 0; nth < REQUESTS; nth++) {
        const before = proxy.roundTrips();
        await ask(port, path, headers);
        each.push(proxy.roundTrips() - before);
      }
      trips[load] = median(each);
    }
    return trips;
  } finally {
    await child.stop();
    await proxy.close();
  }
}

async function ask(port, path, headers) {
  const [response] = await once(
    get({ port, host: '127.0.0.1', path, headers, agent: false }),
    'response',
  );
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}`);
}
