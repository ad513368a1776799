import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { ProxyLink } from './proxy-link.ts';
import type { ProxyMode, ProxySettings } from './proxy-modes.ts';

export type { ProxyMode } from './proxy-modes.ts';

/** A proxy for TCP that a test stands between a client and a server. */
export interface TcpProxy {
  readonly port: number;
  /** Changes what happens, also on open connections. */
  mode(mode: ProxyMode, settings?: ProxySettings): void;
  /**
   * How often a client waited so far: a burst of requests with the burst of replies after it is one. Counted on
   * each connection by itself, when the replies begin; what a server says without being asked is none. A
   * burst longer than the buffers between (some 64 KiB) may count as several.
   */
  roundTrips(): number;
  /** How many bytes came from clients so far. */
  requestBytes(): number;
  /** How many bytes came from the server so far. */
  replyBytes(): number;
  /** How many connections are open at the moment. */
  connections(): number;
  /** Resets all connections that are open. */
  disconnect(): void;
  /** Resets all connections, and listens no more. Safe to repeat. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1, in mode 'pass'. */
export async function startProxy(targetPort: number): Promise<TcpProxy> {
  const state = {
    mode: 'pass' as ProxyMode,
    settings: {} as ProxySettings,
    counts: { roundTrips: 0, requestBytes: 0, replyBytes: 0 },
  };
  const links = new Set<ProxyLink>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client: Socket) => {
    const link = new ProxyLink(client, targetPort, state.counts);
    links.add(link);
    client.once('close', () => links.delete(link));
    link.mode(state.mode, state.settings);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const disconnect = (): void => {
    for (const link of links) link.reset();
  };
  return {
    port: (server.address() as AddressInfo).port,
    mode: (mode, settings = {}) => {
      Object.assign(state, { mode, settings });
      for (const link of links) link.mode(mode, settings);
    },
    roundTrips: () => state.counts.roundTrips,
    requestBytes: () => state.counts.requestBytes,
    replyBytes: () => state.counts.replyBytes,
    connections: () => links.size,
    disconnect,
    close: async () => {
      disconnect();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
