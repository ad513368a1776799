import { afterEach } from '@jest/globals';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const running = new Set<Server>();

/** Lets an example listen until the end of the test; gives its address. */
export async function listen(server: Server): Promise<string> {
  running.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

afterEach(async () => {
  for (const server of running) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  running.clear();
});

/** What a client would send back of the cookies that it got. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

/** What the example says to a client that comes for the first time, and then again with its cookie. */
export async function visitTwice(server: Server): Promise<[first: string, second: string]> {
  const address = await listen(server);
  const first = await fetch(address);
  const second = await fetch(address, { headers: { cookie: cookieOf(first) } });
  return [await first.text(), await second.text()];
}
