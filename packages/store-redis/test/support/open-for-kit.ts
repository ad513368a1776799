import type { OpenStore } from '@httpsession/store-testkit';
import { randomBytes } from 'node:crypto';
import type { TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { RedisStore } from '../../src/index.ts';
import { connect, type ClientKind, type Connected } from './clients.ts';

/** Where a store is, as text for other processes. */
export interface Address {
  readonly kind: ClientKind;
  readonly ports: readonly number[];
  readonly prefix: string;
}

/** How many seconds a call may take: on a busy machine the largest records take their time. */
const TIMEOUT_MS = 10_000;

/** Opens the store of an address with a client of its own. */
export async function openAt(address: Address): Promise<{ store: RedisStore } & Connected> {
  const { client, close } = await connect[address.kind](address.ports);
  const store = new RedisStore({
    client,
    prefix: address.prefix,
    timeoutMs: TIMEOUT_MS,
    notices: 'all',
  });
  return { store, client, close };
}

/** A store with a prefix that nobody else has. With a proxy on the only port, round trips are counted, and connections cut. */
export async function openForKit(
  kind: ClientKind,
  ports: readonly number[],
  proxy?: TcpProxy,
): Promise<OpenStore> {
  const address: Address = { kind, ports, prefix: `kit:${randomBytes(6).toString('hex')}:` };
  const opened = [
    await openAt(proxy === undefined ? address : { ...address, ports: [proxy.port] }),
  ];
  const [first] = opened;
  if (first === undefined) throw new Error('not opened');
  return {
    store: first.store,
    second: async () => {
      const other = await openAt(address);
      opened.push(other);
      return other.store;
    },
    address: JSON.stringify(address),
    ...(proxy !== undefined && {
      roundTrips: () => proxy.roundTrips(),
      cut: (afterBytes) => {
        proxy.mode('reset', { afterBytes });
        return () => proxy.mode('pass');
      },
    }),
    close: async () => {
      for (const { store, close } of opened) {
        await store.close();
        await close();
      }
    },
  };
}
