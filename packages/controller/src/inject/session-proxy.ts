/** What gives the objects of a session: controllers do. */
interface SessionHolder {
  sessionScoped<T extends object>(type: new () => T, name?: string): T;
}

/** Whether an object can give the objects of its session. */
export function holdsSession(object: object): object is SessionHolder {
  return 'sessionScoped' in object && typeof object.sessionScoped === 'function';
}

/**
 * Stands for the object of a class that belongs to the session of a controller. The session, and the
 * object in it, are made at the first use of a property, not when the field is filled.
 */
export function sessionProxy<T extends object>(
  holder: SessionHolder,
  type: new () => T,
  name: string,
): T {
  const real = (): T => holder.sessionScoped(type, name);
  return new Proxy(Object.create(type.prototype as object) as T, {
    get(_, key) {
      const target = real();
      const value: unknown = Reflect.get(target, key, target);
      // Bound, so that private members are found where they are.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set(_, key, value: unknown) {
      const target = real();
      return Reflect.set(target, key, value, target);
    },
    has: (_, key) => Reflect.has(real(), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(real(), key),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor(_, key) {
      const found = Reflect.getOwnPropertyDescriptor(real(), key);
      // A proxy may not show as fixed what the object behind it does not have.
      return found === undefined ? undefined : { ...found, configurable: true };
    },
  });
}
