import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException } from 'httpsession';
import { ContextMapper } from '../../src/mapping/context-mapper.ts';

function context(
  contextPath: string,
  ...hosts: string[]
): { contextPath: string; hosts: string[] } {
  return { contextPath, hosts };
}

describe('the application of a request', () => {
  it('is the one with the longest context path, at a border of segments', () => {
    const mapper = new ContextMapper([context(''), context('/shop'), context('/shop/admin')]);
    const pathOf = (path: string) => mapper.map(undefined, path)?.contextPath;
    expect(pathOf('/shop')).toBe('/shop');
    expect(pathOf('/shop/')).toBe('/shop');
    expect(pathOf('/shop/cart')).toBe('/shop');
    expect(pathOf('/shop/admin')).toBe('/shop/admin');
    expect(pathOf('/shop/admin/x')).toBe('/shop/admin');
    expect(pathOf('/shop/administrator')).toBe('/shop');
    expect(pathOf('/shopping')).toBe('');
    expect(pathOf('/')).toBe('');
    expect(pathOf('*')).toBe('');
    expect(new ContextMapper([context('/shop')]).map(undefined, '/')).toBeUndefined();
  });

  it('is one of its host, by name, else by the label above, else of no host', () => {
    const mapper = new ContextMapper([
      context('', 'a.example'),
      context('/x', '*.example'),
      context('/y'),
    ]);
    const at = (host: string | undefined, path: string) => mapper.map(host, path)?.contextPath;
    expect(at('a.example', '/y')).toBe('');
    expect(at('A.EXAMPLE:8080', '/y')).toBe('');
    expect(at('a.example.', '/y')).toBe('');
    expect(at('b.example', '/x/1')).toBe('/x');
    expect(at('b.example', '/y')).toBeUndefined();
    expect(at('c.b.example', '/y')).toBe('/y');
    expect(at('other', '/y')).toBe('/y');
    expect(at(undefined, '/y')).toBe('/y');
    expect(at('[::1]:8080', '/y')).toBe('/y');
  });

  it('is refused when another one is in its place', () => {
    expect(() => new ContextMapper([context('/a'), context('/a')])).toThrow(
      IllegalArgumentException,
    );
    expect(() => new ContextMapper([context('', 'h'), context('', 'H')])).toThrow('of H');
    expect(() => new ContextMapper([context('', 'h'), context('')])).not.toThrow();
  });
});
