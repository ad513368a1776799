import type { AttributeView, HttpSession } from '../servlet-api/http-session.ts';

/**
 * The attributes of a session as properties. The proxy stands before an empty object without a
 * prototype, so that no name, `__proto__` and `constructor` included, means anything but itself.
 */
export function createAttributeView(session: HttpSession): AttributeView {
  return new Proxy<AttributeView>(Object.create(null) as AttributeView, {
    get: (_, name) => (typeof name === 'string' ? read(session, name) : undefined),
    has: (_, name) => typeof name === 'string' && read(session, name) !== undefined,
    set(_, name, value) {
      if (typeof name !== 'string') return false;
      session.setAttribute(name, value);
      return true;
    },
    deleteProperty(_, name) {
      if (typeof name === 'string') session.removeAttribute(name);
      return true;
    },
    ownKeys: () => [...session.getAttributeNames()],
    getOwnPropertyDescriptor(_, name) {
      const value = typeof name === 'string' ? read(session, name) : undefined;
      return value === undefined
        ? undefined
        : { value, writable: true, enumerable: true, configurable: true };
    },
    defineProperty: (_, name, descriptor) => {
      if (typeof name !== 'string' || !('value' in descriptor)) return false;
      session.setAttribute(name, descriptor.value);
      return true;
    },
    getPrototypeOf: () => null,
    setPrototypeOf: (_, prototype) => prototype === null,
    preventExtensions: () => false,
  });
}

function read(session: HttpSession, name: string): unknown {
  return (session.getAttribute(name) as unknown) ?? undefined;
}
