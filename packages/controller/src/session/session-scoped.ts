import type { HttpSession } from 'httpsession';

/** Where the objects of a session are, by the name of their class. */
const PREFIX = 'httpsession.controller.scoped.';

/**
 * The one object of a class in a session, made at the first use. What a store gives back is plain
 * data, so it gets its class again, without running the constructor a second time.
 */
export function scopedIn<T extends object>(
  session: HttpSession,
  type: new () => T,
  name: string,
): T {
  const attribute = PREFIX + name;
  const found: unknown = session.getAttribute(attribute);
  if (found instanceof type) return found;
  const object = revived(found, type) ?? new type();
  session.setAttribute(attribute, object);
  return object;
}

function revived<T extends object>(data: unknown, type: new () => T): T | undefined {
  if (data === null || typeof data !== 'object') return undefined;
  return Object.assign(Object.create(type.prototype as object) as T, data);
}
