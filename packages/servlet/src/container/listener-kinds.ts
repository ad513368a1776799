import type { ServletListener } from '../api/index.ts';

/** The listener interfaces whose implementations can be registered. */
export type ListenerKind =
  | 'ServletContextListener'
  | 'ServletContextAttributeListener'
  | 'ServletRequestListener'
  | 'ServletRequestAttributeListener'
  | 'HttpSessionListener'
  | 'HttpSessionAttributeListener'
  | 'HttpSessionIdListener';

/** The kinds that their methods tell. */
const BY_METHOD: readonly (readonly [method: string, kind: ListenerKind])[] = [
  ['contextInitialized', 'ServletContextListener'],
  ['contextDestroyed', 'ServletContextListener'],
  ['requestInitialized', 'ServletRequestListener'],
  ['requestDestroyed', 'ServletRequestListener'],
  ['sessionCreated', 'HttpSessionListener'],
  ['sessionDestroyed', 'HttpSessionListener'],
  ['sessionIdChanged', 'HttpSessionIdListener'],
];

const ATTRIBUTE_METHODS = ['attributeAdded', 'attributeRemoved', 'attributeReplaced'];

/** The kinds of attribute listeners: their methods have the same names. */
const ATTRIBUTE_KINDS: readonly ListenerKind[] = [
  'HttpSessionAttributeListener',
  'ServletContextAttributeListener',
  'ServletRequestAttributeListener',
];

/**
 * What a listener is to be told. Java's compiler tells the three kinds of attribute listeners apart; here
 * the methods are those of a session's attributes, unless the object has a property `listensTo` with the
 * names of the interfaces that are meant, such as `['ServletRequestAttributeListener']`.
 */
export function kindsOf(listener: ServletListener): ReadonlySet<ListenerKind> {
  const kinds = new Set<ListenerKind>();
  for (const [method, kind] of BY_METHOD) {
    if (hasMethod(listener, method)) kinds.add(kind);
  }
  if (!ATTRIBUTE_METHODS.some((method) => hasMethod(listener, method))) return kinds;
  const named = namedKinds(listener);
  const meant = ATTRIBUTE_KINDS.filter((kind) => named.includes(kind));
  if (meant.length === 0) kinds.add('HttpSessionAttributeListener');
  for (const kind of meant) kinds.add(kind);
  return kinds;
}

function namedKinds(listener: ServletListener): readonly unknown[] {
  const named: unknown = Reflect.get(listener, 'listensTo');
  return Array.isArray(named) ? named : [];
}

function hasMethod(listener: ServletListener, method: string): boolean {
  return typeof Reflect.get(listener, method) === 'function';
}
