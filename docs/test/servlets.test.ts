import { describe, expect, it } from '@jest/globals';
import { server as uploads } from '../../examples/docs/annotate.ts';
import { server as annotated } from '../../examples/docs/annotated-servlet.ts';
import { server as counter } from '../../examples/docs/counter-servlet.ts';
import { server as orders } from '../../examples/docs/servlet-users.ts';
import { cookieOf, listen } from './support.ts';

describe('the servlet of the README', () => {
  it('counts visits', async () => {
    const url = `${await listen(counter)}/shop/counter`;
    const first = await fetch(url);
    expect(await first.text()).toBe('visits: 1\n');
    const second = await fetch(url, { headers: { cookie: cookieOf(first) } });
    expect(await second.text()).toBe('visits: 2\n');
  });
});

describe('the annotated classes of the guide', () => {
  it('are registered by their annotations', async () => {
    const url = `${await listen(annotated)}/hello`;
    const first = await fetch(url);
    expect(await first.text()).toBe('sessions: 1\n');
    expect(first.headers.get('content-language')).toBe('en');
    expect(await (await fetch(url)).text()).toBe('sessions: 2\n');
  });
});

describe('the class that is annotated without decorators', () => {
  it('answers, and takes forms with files', async () => {
    const body = new FormData();
    body.set('note', 'a');
    body.set('file', new Blob(['b']), 'b.txt');
    const answer = await fetch(`${await listen(uploads)}/upload`, { method: 'POST', body });
    expect(await answer.text()).toBe('2 parts\n');
  });
});

describe('the users of the README', () => {
  it('log in with the form, and get in with the role', async () => {
    const url = await listen(orders);
    let cookie = '';
    const send = async (path: string, form?: Record<string, string>): Promise<Response> => {
      const body = form === undefined ? null : new URLSearchParams(form);
      const method = body === null ? 'GET' : 'POST';
      const init = { method, body, headers: { cookie }, redirect: 'manual' as const };
      const response = await fetch(url + path, init);
      cookie = cookieOf(response) || cookie;
      return response;
    };
    const login = async (name: string, password: string): Promise<Response> =>
      send('/j_security_check', { j_username: name, j_password: password });

    expect(await (await send('/orders/7')).text()).toBe('/login -');
    const asked = cookie;
    expect(await (await login('ann', 'wrong')).text()).toBe('/wrong -');
    expect((await login('ann', 'secret')).headers.get('location')).toMatch(/\/orders\/7$/);
    expect(cookie).not.toBe(asked);
    expect(await (await send('/orders/7')).text()).toBe('/orders ann');

    cookie = '';
    await send('/orders/7');
    await login('bob', 'secret');
    expect((await send('/orders/7')).status).toBe(403);
  });
});
