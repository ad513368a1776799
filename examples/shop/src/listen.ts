import type { Server } from 'node:net';
import { once } from 'node:events';

/** Where to listen. Port 0 is any that is free. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How many ports above the wanted one are tried before any that is free is taken. */
const NEIGHBOURS = 9;

/**
 * Listens on the wanted port, or near it when another program has that one, and gives the port.
 * @throws what Node says when the trouble is another one than a busy port
 */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  const neighbours = Array.from({ length: NEIGHBOURS }, (_, index) => port + 1 + index);
  const candidates = [port, ...neighbours.filter((one) => port > 0 && one <= 65_535)];
  for (const candidate of candidates) {
    if (await tryToListen(server, { host, port: candidate })) return portOf(server);
  }
  await tryToListen(server, { host, port: 0 });
  return portOf(server);
}

async function tryToListen(server: Server, address: Address): Promise<boolean> {
  server.listen(address);
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
