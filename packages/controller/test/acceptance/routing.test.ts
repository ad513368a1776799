import { afterEach, describe, expect, it } from '@jest/globals';

import { Controller, createServer, defineController, RoutingError } from '../../src/index.ts';
import { controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

let server: LiveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const shows =
  (name: string) =>
  (c: Controller): void => {
    c.renderText(`${name} ${JSON.stringify([c.getPara(), c.getPara(0), c.getPara(1)])}`);
  };

describe('2. Which URL leads to which action', () => {
  const user = controllerOf('/user', { index: shows('index'), show: shows('show') });
  const root = controllerOf('/', { index: shows('root'), about: shows('about') });
  const noIndex = controllerOf('/plain', { show: shows('plain') });

  it.each([
    ['/user', 'index [null,null,null]'],
    ['/user/7', 'index ["7","7",null]'],
    ['/user/show', 'show [null,null,null]'],
    ['/user/show/7-8', 'show ["7-8","7","8"]'],
    // A slash at the end is an empty parameter.
    ['/user/', 'index [null,null,null]'],
    ['/user/show/', 'show [null,null,null]'],
    // A name that no action has is a parameter of index.
    ['/user/shwo', 'index ["shwo","shwo",null]'],
    ['/', 'root [null,null,null]'],
    ['/anything', 'root ["anything","anything",null]'],
    ['/about', 'about [null,null,null]'],
    ['/user/show;jsessionid=abc', 'show [null,null,null]'],
    ['/user;jsessionid=abc/show/7', 'show ["7","7",null]'],
    ['/user/7;jsessionid=abc', 'index ["7","7",null]'],
    // Split first, decoded then: a separator that was encoded belongs to its part.
    ['/user/show/a%2Db-%E2%82%AC', 'show ["a-b-€","a-b","€"]'],
    ['/user/show/-x', 'show ["-x",null,"x"]'],
  ])('%s', async (path, text) => {
    server = await LiveServer.open(new SmallApplication([user, root, noIndex]));
    expect(await server.get(path)).toMatchObject({ status: 200, text });
  });

  it.each([
    '/user/show/7/8',
    '/plain/nothing',
    '/plain',
    '/user/show.html',
    '/user/7.5',
    '/user.do',
  ])('%s leads nowhere', async (path) => {
    server = await LiveServer.open(new SmallApplication([user, noIndex]));
    expect((await server.get(path)).status).toBe(404);
  });

  it('is said at the start, with class and method, where two actions would answer', () => {
    class Accounts extends Controller {
      list(): void {
        this.renderNull();
      }
    }
    class People extends Accounts {
      override list(): void {
        this.renderNull();
      }
    }
    defineController(Accounts, { path: '/people', actions: { list: {} } });
    defineController(People, { path: '/people', actions: { list: {} } });
    expect(() => createServer(new SmallApplication([Accounts, People]))).toThrow(
      'People.list: answers /people/list, and so does Accounts.list',
    );
  });
});

/** All methods that a controller has from its bases. */
function inherited(): string[] {
  const names = new Set<string>();
  for (
    let at: object = Controller.prototype;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete('constructor');
  names.delete('exchange');
  return [...names];
}

describe('9. An action that is called like a method of Controller', () => {
  it.each(['get', 'set', 'render', 'redirect', 'getSession', 'flash'])(
    '%s is one of many',
    (name) => {
      expect(inherited()).toContain(name);
    },
  );

  it.each(inherited())('%s: the application does not start', (name) => {
    class Clash extends Controller {}
    Object.defineProperty(Clash.prototype, name, { value: () => undefined });
    defineController(Clash, { path: '/clash', actions: { [name]: {} } });
    const start = (): unknown => createServer(new SmallApplication([Clash]));
    expect(start).toThrow(RoutingError);
    expect(start).toThrow(`Clash.${name}`);
  });
});
