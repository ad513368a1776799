import { describe, expect, it } from '@jest/globals';
import {
  type HttpServletRequest,
  HttpServletRequestWrapper,
  type HttpServletResponse,
  HttpServletResponseWrapper,
} from '../../src/api/index.ts';

/** What the wrappers have of their own. */
const OWN = ['constructor', 'getRequest', 'setRequest', 'getResponse', 'setResponse'];

/** The methods of a class and of those above it. */
function methodsOf(wrapper: object): string[] {
  const names: string[] = [];
  for (
    let level: unknown = Object.getPrototypeOf(wrapper);
    level !== Object.prototype && level !== null;
    level = Object.getPrototypeOf(level)
  ) {
    names.push(...Object.getOwnPropertyNames(level));
  }
  return names.filter((name) => !OWN.includes(name) && name !== 'isWrapperFor' && name !== 'node');
}

/** Something whose every method answers with its name and arguments. */
function echo(): object {
  return new Proxy(
    {},
    {
      get: (_target, name) =>
        name === 'node' ? 'node' : (...args: unknown[]) => [String(name), ...args],
    },
  );
}

const echoRequest = () => echo() as HttpServletRequest;

function call(target: object, name: string, args: unknown[]): unknown {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') throw new Error(`${name} is no method`);
  return Reflect.apply(method, target, args);
}

const request = new HttpServletRequestWrapper(echoRequest());
const response = new HttpServletResponseWrapper(echo() as HttpServletResponse);

describe.each([
  ['HttpServletRequestWrapper', request, 69],
  ['HttpServletResponseWrapper', response, 30],
])('%s', (_name, wrapper, atLeast) => {
  it('has the methods of the interface', () => {
    expect(methodsOf(wrapper).length).toBeGreaterThan(atLeast);
  });

  it.each(methodsOf(wrapper))('hands %s over', (name) => {
    const parameters = [1, 2, 3].slice(
      0,
      (Reflect.get(wrapper, name) as { length: number }).length,
    );
    const result = call(wrapper, name, parameters);
    // Methods that give nothing in Java give nothing here.
    if (result === undefined) expect(name).toMatch(/^(set|add|remove|reset|flush|send|logout)/);
    else
      expect((result as unknown[]).slice(0, 1 + parameters.length)).toEqual([name, ...parameters]);
  });

  it('has the object of Node', () => {
    expect(wrapper.node).toBe('node');
  });
});

describe('isWrapperFor', () => {
  class Loud extends HttpServletRequestWrapper {}

  it('finds an object and a class, however deep', () => {
    const inner = echoRequest();
    const loud = new Loud(inner);
    const outer = new HttpServletRequestWrapper(new HttpServletRequestWrapper(loud));
    expect(outer.isWrapperFor(loud)).toBe(true);
    expect(outer.isWrapperFor(Loud)).toBe(true);
    expect(
      new HttpServletRequestWrapper(new HttpServletRequestWrapper(loud)).isWrapperFor({}),
    ).toBe(false);
  });
});

it('forwards to another object once that is put inside', () => {
  const wrapper = new HttpServletRequestWrapper(echoRequest());
  const other = new HttpServletRequestWrapper(echoRequest());
  wrapper.setRequest(other);
  expect(wrapper.getRequest()).toBe(other);
});
