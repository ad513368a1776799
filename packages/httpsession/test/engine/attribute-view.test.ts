import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inspect } from 'node:util';
import type { HttpSession } from 'httpsession';
import { Lobby } from '../support/in-process-request.ts';
import { ListenerLog } from '../support/listener-log.ts';

function newSession(lobby = new Lobby()): HttpSession {
  return lobby.visit().request.getSession();
}

/** Names that mean something to JavaScript, to libraries or to people who attack them. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then'],
  ...['toJSON', 'id', 'cookie', 'destroy', 'save', 'regenerate', 'touch', 'reload', '', '0', '\0'],
  ...['getAttribute', 'attributes', 'invalidate', '\ud800', '\u202e', '\r\nSet-Cookie: a=b'],
  'long '.repeat(200_000),
];

const METHODS: (keyof HttpSession)[] = ['getAttribute', 'invalidate', 'getId', 'attributes'];

describe('Names of attributes', () => {
  it.each(NAMES.map((name) => [inspect(name).slice(0, 40), name]))(
    'S-27 %s means nothing but itself',
    (_shown, name) => {
      const session = newSession();
      const own = METHODS.map((method) => session[method]);
      const value = { polluted: true };
      session.setAttribute(name, value);
      expect(session.getAttribute(name)).toBe(value);
      expect(session.attributes[name]).toBe(value);
      expect([...session.getAttributeNames()]).toEqual([name]);
      expect(Object.keys(session.attributes)).toEqual([name]);
      expect(METHODS.map((method) => session[method])).toEqual(own);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      session.removeAttribute(name);
      expect(session.attributes[name]).toBeUndefined();
      expect(session.getAttribute(name)).toBeNull();
    },
  );

  it('S-27 all of them at once stay apart, in the order in which they came', () => {
    const session = newSession();
    for (const name of NAMES) session.attributes[name] = `value of ${name.slice(0, 20)}`;
    expect([...session.getAttributeNames()]).toEqual(NAMES);
    for (const name of NAMES) {
      expect(session.getAttribute(name)).toBe(`value of ${name.slice(0, 20)}`);
    }
  });
});

describe('session.attributes', () => {
  it('S4-32 reads, writes and deletes as the methods do', () => {
    const session = newSession();
    const { attributes } = session;
    attributes['cart'] = ['book'];
    expect(session.getAttribute('cart')).toEqual(['book']);
    session.setAttribute('cart', ['pen']);
    expect(attributes['cart']).toEqual(['pen']);
    delete attributes['cart'];
    expect([session.getAttribute('cart'), attributes['cart']]).toEqual([null, undefined]);
    attributes['cart'] = 1;
    attributes['cart'] = null;
    attributes['none'] = undefined;
    expect(Object.keys(attributes)).toEqual([]);
  });

  it('is told to listeners as the methods are', () => {
    const log = new ListenerLog();
    const session = newSession(new Lobby({ listeners: [log.listener()] }));
    session.attributes['a'] = 1;
    session.attributes['a'] = 2;
    delete session.attributes['a'];
    delete session.attributes['a'];
    expect(log.lines).toEqual(['created', 'added a=1', 'replaced a=1', 'removed a=2']);
  });

  it('can be listed, spread, compared and searched like any object', () => {
    const session = newSession();
    Object.assign(session.attributes, { a: 1, b: { c: 2 } });
    const { attributes } = session;
    expect({ ...attributes }).toEqual({ a: 1, b: { c: 2 } });
    expect(Object.entries(attributes)).toEqual([
      ['a', 1],
      ['b', { c: 2 }],
    ]);
    expect(['a' in attributes, 'z' in attributes, 'toString' in attributes]).toEqual([
      true,
      false,
      false,
    ]);
    expect(Object.hasOwn(attributes, 'a')).toBe(true);
    expect(JSON.stringify(attributes)).toBe('{"a":1,"b":{"c":2}}');
    const seen: string[] = [];
    for (const name in attributes) seen.push(name);
    expect(seen).toEqual(['a', 'b']);
  });

  it('S-27 has no prototype, and cannot get one', () => {
    const { attributes } = newSession();
    expect(Object.getPrototypeOf(attributes)).toBeNull();
    expect(Reflect.setPrototypeOf(attributes, Array.prototype)).toBe(false);
    expect(Object.isExtensible(attributes)).toBe(true);
    expect(() => Object.freeze(attributes)).toThrow(TypeError);
    expect('toString' in attributes).toBe(false);
  });

  it('has no attributes under symbols', () => {
    const { attributes } = newSession();
    const symbol = Symbol('s');
    const bySymbol = attributes as unknown as Record<symbol, unknown>;
    expect(() => {
      bySymbol[symbol] = 1;
    }).toThrow(TypeError);
    expect([bySymbol[symbol], symbol in attributes]).toEqual([undefined, false]);
    expect(Object.getOwnPropertySymbols(attributes)).toEqual([]);
  });

  it('can be awaited', async () => {
    const session = newSession();
    session.attributes['a'] = 1;
    await expect(Promise.resolve(session.attributes)).resolves.toBe(session.attributes);
  });

  it('takes values by defineProperty, and refuses getters', () => {
    const session = newSession();
    Object.defineProperty(session.attributes, 'a', { value: 1 });
    expect(session.getAttribute('a')).toBe(1);
    expect(() => Object.defineProperty(session.attributes, 'b', { get: () => 1 })).toThrow(
      TypeError,
    );
  });

  it('behaves as a Map of the same names, whatever is done to it', () => {
    const name = fc.constantFrom<string>(
      'a',
      'b',
      'c',
      '__proto__',
      'constructor',
      'd',
      'e',
      'f',
      'g',
      'h',
    );
    const value = fc.constantFrom<unknown>(1, 'x', null, undefined, false);
    const change = fc.record({ name, value, isDeleted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
        const session = newSession(new Lobby({ sessionMax: 2 }));
        const map = new Map<string, unknown>();
        for (const one of changes) {
          if (one.isDeleted) Reflect.deleteProperty(session.attributes, one.name);
          else session.attributes[one.name as 'a'] = one.value;
          if (one.isDeleted || one.value === null || one.value === undefined) map.delete(one.name);
          else map.set(one.name, one.value);
        }
        expect(Object.entries(session.attributes)).toEqual([...map]);
      }),
    );
  });
});
