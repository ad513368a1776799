import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
// #region test
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { SessionServer } from 'httpsession';
import { createApplication } from '../../examples/docs/cart-application.ts';
import { TestClock } from '../../examples/docs/test-clock.ts';

const clock = new TestClock();
let server: SessionServer;
let cookie = '';

beforeEach(async () => {
  server = createApplication({ clock }).listen(0);
  await once(server, 'listening');
});

afterEach(() => void server.close());

/** One request of a browser that keeps its cookie. */
async function send(method: string): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`, { method, headers: { cookie } });
  cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  return response.json();
}

describe('the cart', () => {
  it('is kept between requests', async () => {
    await send('POST');
    expect(await send('GET')).toEqual(['apple']);
  });

  it('is gone after 20 minutes without a request', async () => {
    await send('POST');
    clock.advance(20 * 60_000 + 1);
    expect(await send('GET')).toEqual([]);
  });
});
// #endregion test
