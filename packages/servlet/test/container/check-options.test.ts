import { describe, expect, it } from '@jest/globals';
import {
  createServer,
  HttpServlet,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';

class Cart extends HttpServlet {}

/** Options as JavaScript would give them, without types. */
function made(options: unknown): () => WebApplication {
  return () => new WebApplication(options as WebApplicationOptions);
}

describe('Options that the compiler would refuse', () => {
  it.each([
    ['a name that is none', { servlet: {} }, 'Option servlet is an object; it must be left out'],
    ['an option of sessions', { sessionTimeout: 30 }, 'it is none of contextPath, hosts,'],
    [
      'a class alone',
      { servlets: { cart: Cart } },
      'Option servlets.cart is a function; it must be',
    ],
    [
      'a class that is no servlet',
      { servlets: { cart: { servlet: Object } } },
      'Option servlets.cart.servlet is a function; it must be an object or a class with a method service',
    ],
    [
      'a pattern alone',
      { servlets: { cart: { servlet: Cart, urlPatterns: '/cart' } } },
      'Option servlets.cart.urlPatterns is a string; it must be a list',
    ],
    [
      'a filter without doFilter',
      { filters: { login: { filter: {}, urlPatterns: ['/*'] } } },
      'Option filters.login.filter is an object; it must be',
    ],
  ])('are an error that says what is wanted: %s', (_, options, message) => {
    expect(made(options)).toThrow(message);
  });

  it('are not names without a value, objects, and names of classes', () => {
    const cart = { servlet: new Cart(), urlPatterns: ['/cart'] };
    const named = { servlet: 'shop.Cart', urlPatterns: ['/named'] };
    const options = { other: undefined, servlets: { cart, named }, classes: { 'shop.Cart': Cart } };
    expect(made(options)).not.toThrow();
  });
});

describe('A server', () => {
  it('refuses options in place of an application', () => {
    const start = (): unknown => createServer({ servlets: {} } as unknown as WebApplication);
    expect(start).toThrow('make one: new WebApplication(options)');
  });
});
