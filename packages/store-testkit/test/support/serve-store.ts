import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deserialize, serialize } from 'node:v8';
import type { SessionLock, SessionStore } from 'httpsession';
import type { OpenStore } from '../../src/index.ts';

/** What comes over the socket from a store of `../programs/served-store.mjs`. */
interface Call {
  readonly number: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** The module by which other processes open the store that is served. */
export const servedStore: URL = new URL('../programs/served-store.mjs', import.meta.url);

/** A store that other processes can reach, at the path of a socket. */
export async function serveStore(store: SessionStore): Promise<OpenStore> {
  const folder = await mkdtemp(join(tmpdir(), 'httpsession-served-'));
  const address = join(folder, 'socket');
  const sockets = new Set<Socket>();
  const locks = new Map<unknown, SessionLock>();
  const methods = methodsOf(store, locks);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const lines = createInterface({ input: socket });
    // A process that was killed: there is nobody to tell.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const { number, method, args } = deserialize(Buffer.from(line, 'base64')) as Call;
      void Promise.resolve(methods[method]?.(...args)).then((result) => {
        socket.write(`${serialize({ number, result }).toString('base64')}\n`);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return {
    store,
    address,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The methods of the store, and those of the locks that it gave. */
function methodsOf(store: SessionStore, locks: Map<unknown, SessionLock>): Methods {
  const own = store as unknown as Methods;
  return {
    ...Object.fromEntries(
      ['create', 'load', 'update', 'rename', 'delete', 'takeExpired'].map((method) => [
        method,
        (...args) => own[method]?.apply(store, [...args]),
      ]),
    ),
    async lock(...args) {
      const lock = (await own['lock']?.apply(store, [...args])) as SessionLock | undefined;
      if (lock) locks.set(lock.token, lock);
      return lock?.token;
    },
    renew: (token, leaseMs) => locks.get(token)?.renew(Number(leaseMs)),
    release: (token) => locks.get(token)?.release(),
  };
}
