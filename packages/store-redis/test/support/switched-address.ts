import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address behind which a master changes, as with a name in DNS: open connections stay where they are. */
export interface SwitchedAddress {
  readonly port: number;
  /** New connections go to this port of this machine from now on. */
  switchTo(port: number): void;
  close(): Promise<void>;
}

/** Opens an address on a free port, which leads to `target` at first. */
export async function openSwitchedAddress(target: number): Promise<SwitchedAddress> {
  let current = target;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect({ host: '127.0.0.1', port: current });
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    switchTo: (port) => {
      current = port;
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
