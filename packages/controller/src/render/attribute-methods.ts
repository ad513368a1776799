import type { Enumeration } from 'httpsession';

import { SessionMethods } from '../session/session-methods.ts';

/** The request attributes: what an action hands to its view and to `renderJson()`. */
export abstract class AttributeMethods<S extends object = object> extends SessionMethods<S> {
  /** Sets a request attribute; `null` removes it. */
  setAttr(name: string, value: unknown): this {
    this.exchange.request.setAttribute(name, value);
    return this;
  }

  /** Short for `setAttr`. */
  set(name: string, value: unknown): this {
    return this.setAttr(name, value);
  }

  /** Sets a request attribute for each entry of a map or property of an object. */
  setAttrs(attributes: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): this {
    const entries = attributes instanceof Map ? attributes : Object.entries(attributes);
    for (const [name, value] of entries as Iterable<[string, unknown]>) this.setAttr(name, value);
    return this;
  }

  /** Removes a request attribute; an unknown name does nothing. */
  removeAttr(name: string): this {
    this.exchange.request.removeAttribute(name);
    return this;
  }

  /** A request attribute, or the default when there is none; without a default, `null`. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Java's cast from Object
  getAttr<T = unknown>(name: string): T | null;
  getAttr<T>(name: string, defaultValue: T): T;
  getAttr(name: string, defaultValue: unknown = null): unknown {
    return this.exchange.request.getAttribute(name) ?? defaultValue;
  }

  /**
   * A request attribute that is a text, or `null`.
   * @throws TypeError when it is something else
   */
  getAttrForStr(name: string): string | null {
    const value = this.exchange.request.getAttribute(name) ?? null;
    if (value === null || typeof value === 'string') return value;
    throw new TypeError(`The request attribute ${JSON.stringify(name)} is no string`);
  }

  /**
   * A request attribute that is an integer, or `null`.
   * @throws TypeError when it is something else
   */
  getAttrForInt(name: string): number | null {
    const value = this.exchange.request.getAttribute(name) ?? null;
    if (value === null || (typeof value === 'number' && Number.isInteger(value))) return value;
    throw new TypeError(`The request attribute ${JSON.stringify(name)} is no integer`);
  }

  /** The names of the request attributes, also of those that the container has set. */
  getAttrNames(): Enumeration<string> {
    return this.exchange.request.getAttributeNames();
  }
}
