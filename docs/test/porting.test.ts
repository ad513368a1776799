import { describe, expect, it } from '@jest/globals';
import type { ServletClass } from '@httpsession/servlet';
import { mount } from '../../examples/docs/porting/mount.ts';
import { CartServlet as Empty } from '../../examples/docs/porting/step-1.ts';
import { CartServlet as Reading } from '../../examples/docs/porting/step-2.ts';
import { CartServlet as Writing } from '../../examples/docs/porting/step-3.ts';
import { CartServlet as Finished } from '../../examples/servlet-app/src/cart-servlet.ts';
import { cookieOf, listen } from './support.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One client of a servlet: gets the cart, or posts an item to it. */
async function clientOf(servlet: ServletClass): Promise<(item?: string) => Promise<Answer>> {
  const url = `${await listen(mount(servlet))}/shop/cart`;
  let cookie = '';
  return async (item) => {
    const body = item === undefined ? null : new URLSearchParams({ item });
    const method = body === null ? 'GET' : 'POST';
    const response = await fetch(url, { method, body, headers: { cookie }, redirect: 'manual' });
    cookie = cookieOf(response) || cookie;
    return { status: response.status, text: await response.text() };
  };
}

describe('the steps of the porting guide', () => {
  it('1: an empty class is found, and says 405', async () => {
    const send = await clientOf(Empty);
    expect([(await send()).status, (await send('Bread')).status]).toEqual([405, 405]);
  });

  it('2: the page is there, and nothing can be added', async () => {
    const send = await clientOf(Reading);
    const page = await send();
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Cart of Ann &amp; Co</h1>\n<ul>\n</ul>');
    expect((await send('Bread')).status).toBe(405);
  });

  it.each([
    ['3: all of it', Writing],
    ['4: what is in the example', Finished],
  ])('%s works', async (_, servlet) => {
    const send = await clientOf(servlet);
    expect((await send(' <Bread> ')).status).toBe(302);
    expect((await send(' ')).status).toBe(400);
    expect((await send()).text).toMatch(/<li>&lt;Bread(?:>|&gt;)<\/li>/);
    for (const item of ['2', '3', '4', '5']) await send(item);
    expect((await send('6')).status).toBe(500);
  });
});
