// What the scripting services say about their session, of which the calls are in ../session.test.ts.
import { expect, test } from '@jest/globals';
import { createServer, MemoryStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { request, response, session } from '../../src/http/index.ts';
import { ambientHandler } from '../../src/index.ts';
import { serve } from '../support/serve.ts';

/** A script for each path. */
const SCRIPTS: Record<string, () => void> = {
  '/choose': () => {
    session.setAttribute('name', request.getParameter('name'));
    session.setAttribute('token', 'a-token');
    response.println(session.getId());
  },
  '/add': () => {
    const cart = (session.getAttribute('cart') ?? []) as string[];
    session.setAttribute('cart', [...cart, request.getParameter('item')]);
  },
  '/empty': () => session.removeAttribute('cart'),
  '/look': () => {
    const cart = (session.getAttribute('cart') ?? []) as string[];
    const name = (session.getAttribute('name') ?? 'stranger') as string;
    response.println([`hello ${name}`, ...cart].join(', '));
  },
  '/id': () => response.println(session.getId()),
  '/leave': () => session.invalidate(),
};

const clock = new FakeClock();
const open = (store?: MemoryStore) =>
  createServer(
    { clock, ...(store !== undefined && { store }) },
    ambientHandler(() => SCRIPTS[request.getRequestURI()]?.()),
  );

type Get = Parameters<Parameters<typeof serve>[1]>[0];

/** A client that keeps its cookie. */
function client(get: Get): (path: string) => Promise<string> {
  let cookie = '';
  return async (path) => {
    const answer = await get(path, { headers: { Cookie: cookie } });
    cookie = answer.cookie ?? cookie;
    return answer.text.trimEnd();
  };
}

test('S2-02 S2-04 S2-08 S2-10 S2-17 what one request of a client has set the next one reads', () =>
  serve(open(), async (get) => {
    const ada = client(get);
    await ada('/choose?name=Ada');
    await ada('/add?item=tea');
    expect(await ada('/look')).toBe('hello Ada, tea');
  }));

test('S2-03 S2-05 S2-06 clients have ids of their own, by which they are known again', () =>
  serve(open(), async (get) => {
    const [ada, bob] = [client(get), client(get)];
    const ids = [await ada('/choose?name=Ada'), await bob('/choose?name=Bob')];
    expect(new Set(ids).size).toBe(2);
    expect([await ada('/id'), await bob('/id')]).toEqual(ids);
    expect([await ada('/look'), await bob('/look')]).toEqual(['hello Ada', 'hello Bob']);
  }));

test('S2-16 reading makes no session, and what needs one makes it', () =>
  serve(open(), async (get) => {
    expect((await get('/look')).cookie).toBeUndefined();
    expect((await get('/id')).cookie).toMatch(/^JSESSIONID=/);
  }));

test('S2-22 what a user does changes what is kept', () =>
  serve(open(), async (get) => {
    const ada = client(get);
    await ada('/add?item=tea');
    await ada('/add?item=milk');
    expect(await ada('/look')).toBe('hello stranger, tea, milk');
    await ada('/empty');
    expect(await ada('/look')).toBe('hello stranger');
  }));

test('S2-18 ends when the client asks for it', () =>
  serve(open(), async (get) => {
    const ada = client(get);
    await ada('/choose?name=Ada');
    await ada('/leave');
    expect(await ada('/look')).toBe('hello stranger');
  }));

test('S2-19 ends when the client stays away', () =>
  serve(open(), async (get) => {
    const ada = client(get);
    await ada('/choose?name=Ada');
    clock.advance(30 * 60_000);
    expect(await ada('/look')).toBe('hello Ada');
    clock.advance(30 * 60_000 + 1);
    expect(await ada('/look')).toBe('hello stranger');
  }));

test('S2-35 is in the store when the answer is closed', async () => {
  const store = new MemoryStore({ coherent: false, clock });
  await serve(open(store), (get) =>
    serve(open(store), async (other) => {
      const { cookie } = await get('/choose?name=Ada');
      const { text } = await other('/look', { headers: { Cookie: cookie! } });
      expect(text).toBe('hello Ada\n');
    }),
  );
});
