// A process with a session manager on Redis: a server that tells the test its port, which listeners were called, and
// when it works under the lock of a session, where it waits for a word. Its leases are short. It runs the sources as
// they are, see testing/run-sources.ts.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createServer,
  SessionManager,
  synchronized,
  type HttpSession,
  type SessionRequest,
} from 'httpsession';
import { Redis } from 'ioredis';
import { RedisStore } from '../../src/index.ts';

const LEASE_MS = 400;

const [, , port = '', prefix = '', maxLifetime = ''] = process.argv;
const client = new Redis({ host: '127.0.0.1', port: Number(port) });
const manager = new SessionManager({
  store: withShortLeases(new RedisStore({ client, prefix })),
  maxLifetime: Number(maxLifetime),
  listeners: [{ sessionDestroyed: (event) => tell(`destroyed ${String(event.getReason())}`) }],
  onError: () => undefined,
});

function tell(word: string): void {
  process.send?.(word);
}

function withShortLeases(store: RedisStore): RedisStore {
  const lock = store.lock.bind(store);
  store.lock = async (name, { waitMs }) => {
    const had = await lock(name, { leaseMs: LEASE_MS, waitMs });
    return had && { ...had, renew: () => had.renew(LEASE_MS) };
  };
  return store;
}

async function addTo(request: SessionRequest, much: number): Promise<void> {
  const session = request.getSession();
  await synchronized(session, async () => {
    const n = Number(session.getAttribute('n') ?? 0);
    if (much > 1) {
      tell('at work');
      await once(process, 'message');
    }
    session.setAttribute('n', n + much);
  });
}

/** Works with the session until it is over. */
async function stay(request: SessionRequest): Promise<void> {
  for (const session = request.getSession(); !isOver(session);) await sleep(20);
}

function isOver(session: HttpSession): boolean {
  try {
    session.getAttribute('n');
    return false;
  } catch {
    return true;
  }
}

const PATHS: Readonly<Record<string, (request: SessionRequest) => unknown>> = {
  '/sign-in': (request) => request.getSession().setPrincipal('ada'),
  '/add-1': (request) => addTo(request, 1),
  '/add-100': (request) => addTo(request, 100),
  '/stay': stay,
  '/end': () => manager.invalidateByPrincipal('ada'),
};

process.on('message', (word) => {
  // What it still tells, it tells before that.
  if (word === 'close') void manager.close().then(() => tell('closed'));
});

const server = createServer(manager, async (request, response) => {
  await PATHS[request.url ?? '']?.(request);
  response.end(String(Number(request.getSession(false)?.getAttribute('n') ?? 0)));
});
server.listen(0, '127.0.0.1', () => tell(String((server.address() as AddressInfo).port)));
